/** Where this package's own code lies, and the hash that identifies it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);

/** The folder of the rooms that this very file runs from: `dist`, or the sources under a test runner. */
const codeFolder = dirname(dirname(here));

/** The folder of this package's package.json. Sources stand in it, compiled files one folder lower. */
export const packageFolder: string = existsSync(join(codeFolder, 'package.json')) ? codeFolder : dirname(codeFolder);

/** The folder of the compiled files. */
export const compiledFolder: string = join(packageFolder, 'dist');

/** The rooms whose code decides what a run does. */
const rooms = ['sim', 'protocols', 'properties', 'scenarios'] as const;

let known: string | null = null;

/** Hash of all code that decides what a run does: 64 hexadecimal digits. Computed once. */
export function libraryHash(): string {
  known ??= hashOfRooms();
  return known;
}

function hashOfRooms(): string {
  const hash = createHash('sha256');
  for (const file of rooms.flatMap((room) => codeIn(room)).sort()) hash.update(file).update('\0').update(readFileSync(join(codeFolder, file))).update('\0');
  return hash.digest('hex');
}

/** Paths inside the code folder, with forward slashes. Folder by folder: Node's own recursion asks the disk about each file, which takes three times as long as to read them all. */
function codeIn(folder: string): readonly string[] {
  return readdirSync(join(codeFolder, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? codeIn(path) : isCode(entry.name) ? [path] : [];
  });
}

const extension = here.endsWith('.ts') ? '.ts' : '.js';

const isCode = (name: string): boolean => name.endsWith(extension) && !name.endsWith(`.test${extension}`) && !name.endsWith('.d.ts');

let version: string | null = null;

/** The version of this package, from its package.json. */
export function packageVersion(): string {
  version ??= readVersion();
  return version;
}

function readVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string' ? parsed.version : 'unknown';
}
