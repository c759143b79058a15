/**
 * The rooms of the house and what each may import: `rooms.json` is the only table, read by the lint rule and by
 * `tests/house.test.ts`. A room is the longest folder of the table that holds the file.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The folder that all paths of the table are relative to. */
export const houseFolder = dirname(here);

/** @type {Record<string, { imports: string[], packages: string[] }>} */
export const rooms = JSON.parse(readFileSync(join(here, 'rooms.json'), 'utf8'));

/** Path inside the house with forward slashes, or null for a file outside. */
export function pathInHouse(file) {
  const path = relative(houseFolder, file).split(sep).join('/');
  return path.startsWith('../') ? null : path;
}

/** The room of a path inside the house, or null for the files beside the rooms (configuration). */
export function roomOf(path) {
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
    if (folder in rooms) return folder;
  }
  return null;
}

export const isTest = (path) => path.endsWith('.test.ts');

/** Height of a room above those that import nothing. A test may import every room that is not higher than its own. */
export function levelOf(room) {
  const { imports } = rooms[room];
  if (imports.includes('*')) return Infinity;
  return Math.max(-1, ...imports.map(levelOf)) + 1;
}

/** Why the file at `path` may not import the file at `target` (both inside the house), or null where it may. */
export function faultOfImport(path, target) {
  const from = roomOf(path);
  const to = roomOf(target);
  if (from === null || from === to) return isTest(target) ? `nothing imports a test, and ${target} is one` : null;
  if (to === null) return isTest(path) ? null : `${from} may not import ${target}, which lies in no room`;
  if (isTest(target)) return `nothing imports a test, and ${target} is one`;
  const { imports } = rooms[from];
  if (imports.includes('*') || imports.includes(to)) return null;
  if (isTest(path)) return levelOf(to) <= levelOf(from) ? null : `a test in ${from} may not import upward from ${to}`;
  return `${from} may only import ${imports.length === 0 ? 'itself' : imports.join(', ')}, not ${to}`;
}

/** Why the file at `path` may not import the package `specifier`, or null where it may. */
export function faultOfPackage(path, specifier) {
  const room = roomOf(path);
  if (room === null || isTest(path)) return null;
  const { packages } = rooms[room];
  const name = specifier.startsWith('node:') ? 'node:*' : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (packages.includes('*') || packages.includes(name)) return null;
  return `${room} may import ${packages.length === 0 ? 'no package' : `only ${packages.join(', ')}`}, not ${specifier}`;
}
