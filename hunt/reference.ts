/** From what a user types, or a capsule says, to a scenario that every thread can load. */
import { existsSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { BadInput } from './bad-input.ts';
import { bundleScenario } from './bundle.ts';
import { libraryHash } from './library.ts';
import type { ScenarioRef } from './tasks.ts';

/**
 * A built-in name, or the path of a scenario file, looked for in `folders` in turn. Whether a built-in name exists shows
 * when it is loaded.
 */
export async function referTo(name: string, folders: readonly string[] = [process.cwd()]): Promise<ScenarioRef> {
  if (!namesFile(name)) return { kind: 'builtin', name, codeHash: libraryHash() };
  const places = [...new Set(folders.map((folder) => resolve(folder, name)))];
  const file = places.find((place) => existsSync(place));
  if (file === undefined && folders.length > 1) throw new BadInput(`there is no scenario file ${places.join(', nor ')}`);
  const path = relative(process.cwd(), file ?? resolve(name)).split(sep).join('/');
  return { kind: 'file', name: path, ...moduleOf(await bundleScenario(path)) };
}

const moduleOf = ({ url, codeHash }: { readonly url: string; readonly codeHash: string }): { readonly bundle: string; readonly codeHash: string } => ({ bundle: url, codeHash });

/** Built-in names may hold a slash, too: a path begins with a dot or a slash, has an extension, or is a file that is there. */
export function namesFile(name: string): boolean {
  if (/^\.{0,2}[\\/]/.test(name) || /\.[cm]?[jt]sx?$/.test(name)) return true;
  return statSync(name, { throwIfNoEntry: false })?.isFile() === true;
}
