/** Files that verbs write. */
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from '../hunt/bad-input.ts';

/** Writes a new file: whole or not at all, and never over another one. */
export function writeNew(path: string, content: string | Uint8Array): void {
  const draft = `${path}.${process.pid}.draft`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, content, { flag: 'wx' });
    // A link, unlike a renaming, is refused where the name is taken.
    linkSync(draft, path);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST' && existsSync(path);
    throw new BadInput(isTaken ? `${path}: there is such a file already, and it stays as it is` : `${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    if (existsSync(draft)) rmSync(draft);
  }
}

/** Refuses a name that is taken, before anything is done for the file. */
export function refuseTaken(path: string): void {
  if (existsSync(path)) throw new BadInput(`${path}: there is such a file already, and it stays as it is`);
}
