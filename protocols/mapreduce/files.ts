/**
 * A file system as a program meets it: what is written or renamed can be seen at once, and is durable only when it is synced. A file
 * is made durable by `sync`, its name by `syncDirectory`: of one without the other, a power failure leaves an old file under a name, or
 * an empty one.
 *
 * Everything that is not durable may become so at any time: contents in any order and in part, names in the order of their changes, a
 * rename as a whole (file systems keep a journal of names, not of contents). The cache is written back when it likes.
 */
import { Dictionary, unreachable } from '../../sim/core/index.ts';

/** One thing to do with files. */
export type FileOperation =
  /** Answers with the contents. */
  | { readonly kind: 'read'; readonly name: string }
  /** Writes at an offset, and makes the file if there is none. What stood behind the offset goes. */
  | { readonly kind: 'write'; readonly name: string; readonly offset: number; readonly text: string }
  | { readonly kind: 'sync'; readonly name: string }
  /** Atomic for whoever looks; in the place of what had the name before. */
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'syncDirectory' };

/** What the disk of the file server is told. */
export type FileRecord =
  | { readonly kind: 'boot'; readonly boot: number }
  | { readonly kind: 'contents'; readonly inode: number; readonly text: string }
  | NameChange;

/** A name and what it stands for from now on. `gone`: the name that it had before, of a rename. */
export interface NameChange {
  readonly kind: 'name';
  readonly name: string;
  readonly inode: number;
  readonly gone: string | null;
}

/** Files by inode, and names in one directory, as they are seen now; and what of them is not durable. */
export interface Files {
  readonly contents: Dictionary<number, string>;
  readonly names: Dictionary<string, number>;
  readonly nextInode: number;
  /** Inodes whose contents are newer here than on the disk. */
  readonly dirtyFiles: readonly number[];
  /** Changes of names that are not on the disk, oldest first. */
  readonly dirtyNames: readonly NameChange[];
}

export const noFiles: Files = { contents: Dictionary.empty<number, string>(), names: Dictionary.empty<string, number>(), nextInode: 1, dirtyFiles: [], dirtyNames: [] };

/** What an operation does: the files after it, what it has to have on the disk before it is done, and what it found. */
export interface Performed {
  readonly files: Files;
  readonly records: readonly FileRecord[];
  readonly found: { readonly kind: 'contents'; readonly text: string } | { readonly kind: 'nothing' } | { readonly kind: 'missing'; readonly name: string };
}

const nothing: Performed['found'] = { kind: 'nothing' };

export function perform(files: Files, operation: FileOperation): Performed {
  switch (operation.kind) {
    case 'read':
      return { files, records: [], found: found(files, operation.name) };
    case 'write':
      return { files: written(files, operation.name, operation.offset, operation.text), records: [], found: nothing };
    case 'sync':
      return synced(files, operation.name);
    case 'rename':
      return renamed(files, operation.from, operation.to);
    case 'syncDirectory':
      return { files: { ...files, dirtyNames: [] }, records: files.dirtyNames, found: nothing };
    default:
      return unreachable(operation);
  }
}

/** The contents of a file; null where there is none. */
export function contentsOf({ names, contents }: Files, name: string): string | null {
  const inode = names.get(name);
  return inode === undefined ? null : (contents.get(inode) ?? '');
}

function found(files: Files, name: string): Performed['found'] {
  const text = contentsOf(files, name);
  return text === null ? { kind: 'missing', name } : { kind: 'contents', text };
}

function written(files: Files, name: string, offset: number, text: string): Files {
  const known = files.names.get(name);
  const inode = known ?? files.nextInode;
  const before = files.contents.get(inode) ?? '';
  const contents = files.contents.set(inode, before.slice(0, offset) + text);
  const dirtyFiles = files.dirtyFiles.includes(inode) ? files.dirtyFiles : [...files.dirtyFiles, inode];
  if (known !== undefined) return { ...files, contents, dirtyFiles };
  return { contents, names: files.names.set(name, inode), nextInode: inode + 1, dirtyFiles, dirtyNames: [...files.dirtyNames, { kind: 'name', name, inode, gone: null }] };
}

function synced(files: Files, name: string): Performed {
  const inode = files.names.get(name);
  if (inode === undefined) return { files, records: [], found: { kind: 'missing', name } };
  if (!files.dirtyFiles.includes(inode)) return { files, records: [], found: nothing };
  return { files: withoutDirt(files, inode), records: [contentsRecord(files, inode)], found: nothing };
}

const withoutDirt = (files: Files, inode: number): Files => ({ ...files, dirtyFiles: files.dirtyFiles.filter((dirty) => dirty !== inode) });

function renamed(files: Files, from: string, to: string): Performed {
  const inode = files.names.get(from);
  if (inode === undefined) return { files, records: [], found: { kind: 'missing', name: from } };
  const replaced = files.names.get(to);
  const names = files.names.delete(from).set(to, inode);
  const contents = replaced === undefined ? files.contents : files.contents.delete(replaced);
  const dirtyFiles = files.dirtyFiles.filter((dirty) => dirty !== replaced);
  return { files: { ...files, names, contents, dirtyFiles, dirtyNames: [...files.dirtyNames, { kind: 'name', name: to, inode, gone: from }] }, records: [], found: nothing };
}

export const contentsRecord = ({ contents }: Files, inode: number, length: number = Infinity): FileRecord => ({
  kind: 'contents',
  inode,
  text: (contents.get(inode) ?? '').slice(0, length),
});

/** Everything as it is seen now, for a disk that is written anew. */
export function recordsOfAll({ contents, names }: Files): readonly FileRecord[] {
  return [
    ...[...contents.entries()].map(([inode, text]): FileRecord => ({ kind: 'contents', inode, text })),
    ...[...names.entries()].map(([name, inode]): FileRecord => ({ kind: 'name', name, inode, gone: null })),
  ];
}

/** What a disk says: files that have no name any more are gone, names without contents stand for an empty file. */
export function recovered(records: readonly FileRecord[]): { readonly files: Files; readonly boot: number } {
  let { contents, names, nextInode } = noFiles;
  let boot = 0;
  for (const record of records) {
    switch (record.kind) {
      case 'boot':
        boot = Math.max(boot, record.boot);
        break;
      case 'contents':
        contents = contents.set(record.inode, record.text);
        nextInode = Math.max(nextInode, record.inode + 1);
        break;
      case 'name':
        names = (record.gone === null ? names : names.delete(record.gone)).set(record.name, record.inode);
        nextInode = Math.max(nextInode, record.inode + 1);
        break;
      default:
        unreachable(record);
    }
  }
  const named = new Set(names.values());
  for (const inode of contents.keys()) if (!named.has(inode)) contents = contents.delete(inode);
  return { files: { contents, names, nextInode, dirtyFiles: [], dirtyNames: [] }, boot };
}
