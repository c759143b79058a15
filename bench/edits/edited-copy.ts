/** A copy of this repository, to be edited, built and asked. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { transformSync } from 'esbuild';
import type { Change, SourceEdit } from './edit.ts';

/** The rooms that know the names of protocols. */
const rooms = ['protocols', 'properties', 'scenarios', 'hunt'] as const;

const projects = ['sim', 'protocols', 'properties', 'scenarios', 'hunt', 'cli'] as const;

export class EditedCopy {
  readonly folder: string;
  private readonly source: string;
  private readonly edited = new Set<string>();

  /** `source`: the folder of the repository, built. */
  constructor(source: string) {
    this.source = source;
    this.folder = mkdtempSync(join(tmpdir(), 'faultline-edits-'));
    const skipped = new Set(['node_modules', '.git', '.tests']);
    cpSync(source, this.folder, { recursive: true, preserveTimestamps: true, filter: (path) => !relative(source, path).split('/').some((part) => skipped.has(part)) });
    symlinkSync(join(source, 'node_modules'), join(this.folder, 'node_modules'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Makes the edit and builds. Throws where it does not apply, or what comes of it does not compile. `isChecked`: types are checked. */
  apply({ name, changes }: SourceEdit, isChecked: boolean): void {
    for (const change of changes) if (this.make(change) === 0) throw new Error(`${name}: the text that it edits is not there any more: ${String(change.from)}`);
    if (!isChecked) return this.translate();
    const { status, stdout } = spawnSync(process.execPath, [join(this.folder, 'node_modules/typescript/bin/tsc'), '-b', ...projects], { cwd: this.folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name}: it does not compile\n${stdout}`);
  }

  /** The sources as they were. */
  revert(): void {
    for (const path of this.edited) for (const file of [path, compiled(path)]) cpSync(join(this.source, file), join(this.folder, file));
    this.edited.clear();
  }

  /** What the code, as edited, makes of the capsules in a folder, with their bugs or without. */
  replay(capsules: string, bugs: 'planted' | 'mended'): string {
    return execFileSync(process.execPath, [join(this.folder, 'dist/bench/edits/replay-process.js'), capsules, bugs], { encoding: 'utf8', maxBuffer: 1 << 28 });
  }

  private translate(): void {
    for (const path of this.edited) writeFileSync(join(this.folder, compiled(path)), transformSync(readFileSync(join(this.folder, path), 'utf8'), { loader: 'ts', target: 'es2022' }).code.replaceAll(/(from\s*|import\(\s*)(["'])(\.[^"']*)\.ts\2/g, '$1$2$3.js$2'));
  }

  /** How many places were changed. */
  private make(change: Change): number {
    const paths = change.kind === 'text' ? [change.file] : rooms.flatMap((room) => this.sourcesIn(room));
    return paths.filter((path) => this.edit(path, (before) => before.replaceAll(change.from, () => change.to), change.kind === 'text' ? change.from : null)).length;
  }

  private edit(path: string, by: (before: string) => string, once: string | null): boolean {
    const before = readFileSync(join(this.folder, path), 'utf8');
    if (once !== null && before.split(once).length !== 2) return false;
    const after = by(before);
    if (after === before) return false;
    writeFileSync(join(this.folder, path), after);
    this.edited.add(path);
    return true;
  }

  private sourcesIn(room: string): readonly string[] {
    const files = readdirSync(join(this.folder, room), { recursive: true, encoding: 'utf8' });
    return files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).map((file) => join(room, file));
  }
}

const compiled = (path: string): string => join('dist', path.replace(/\.ts$/, '.js'));

/** The folder of the repository that this runs in. */
export const repository = (): string => execFileSync('git', ['rev-parse', '--show-toplevel'], { encoding: 'utf8' }).trim();
