/** Files that are written again and again, and must be whole whenever the process is killed. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from '../bad-input.ts';

/** Replaces the file: whoever reads it finds the old content or the new one. Throws `BadInput` where it cannot be written. */
export function writeWhole(path: string, content: string): void {
  const draft = `${path}.${process.pid}.draft`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    if (existsSync(draft)) rmSync(draft);
    throw new BadInput(`${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
