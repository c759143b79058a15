/**
 * A user's scenario file as one module that every thread and every Node can import: bundled by esbuild, with packages left
 * outside and this package's own name mapped to where this very copy lies, so that no second one arises.
 *
 * The module stands in a cache under the user's `node_modules`, or in a folder of the user's own under the system's
 * temporary one where there is none. Types are not checked.
 */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, BuildResult, Message, OnResolveResult, OutputFile, Plugin } from 'esbuild';
import { BadInput, didYouMean } from './bad-input.ts';
import { compiledFolder, libraryHash, packageFolder } from './library.ts';

export interface Bundle {
  /** URL of the module. */
  readonly url: string;
  /** Identifies the user's code and ours: 64 hexadecimal digits. The same wherever the files lie. */
  readonly codeHash: string;
}

const extensions: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];

/** Bundles a scenario file. Throws `BadInput` for what is no such file, with file, line and column of a syntax error. */
export async function bundleScenario(path: string): Promise<Bundle> {
  return bundle(path, true);
}

/** The same of a module that need not know this package. */
export async function bundleModule(path: string): Promise<Bundle> {
  return bundle(path, false);
}

async function bundle(path: string, isScenario: boolean): Promise<Bundle> {
  const file = resolve(path);
  checkFile(file, path, isScenario ? 'a scenario' : 'an application');
  const { code, map, isOurs } = await compile(file);
  if (isScenario && !isOurs) throw new BadInput(`${path}: expected a scenario, but nothing in it imports 'faultline'`);
  // Where our own files lie must not count; all else in the code is free of places.
  const portable = code.replaceAll(ourUrl, 'faultline:');
  const codeHash = createHash('sha256').update(portable).update('\0').update(libraryHash()).digest('hex');
  return { url: pathToFileURL(store(file, codeHash, code, map)).href, codeHash };
}

function checkFile(file: string, path: string, what: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new BadInput(`${path}: there is no such file${nearFile(file)}`);
  if (found.isDirectory()) throw new BadInput(`${path}: expected ${what} file, got a folder`);
  if (!found.isFile()) throw new BadInput(`${path}: expected ${what} file, got something that is no file`);
  if (!extensions.some((extension) => file.endsWith(extension)) || file.endsWith('.d.ts')) {
    throw new BadInput(`${path}: expected ${what} file (${extensions.join(', ')})`);
  }
}

function nearFile(file: string): string {
  const folder = dirname(file);
  if (!existsSync(folder)) return '';
  const names = readdirSync(folder).filter((name) => extensions.some((extension) => name.endsWith(extension)));
  return didYouMean(basename(file), names);
}

interface Compiled {
  readonly code: string;
  readonly map: string;
  /** Something in it imports this package. */
  readonly isOurs: boolean;
}

async function compile(file: string): Promise<Compiled> {
  const esbuild = await import('esbuild');
  const folder = dirname(file);
  const uses = { us: false };
  const result = await esbuild
    .build({
      entryPoints: [file],
      // Paths that esbuild writes into its output are relative to it.
      absWorkingDir: folder,
      outfile: join(cacheFolder(file), 'scenario.mjs'),
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      target: 'node20',
      sourcemap: 'external',
      // Comments with paths go.
      minifyWhitespace: true,
      logLevel: 'silent',
      plugins: [ourselves(uses)],
    })
    .catch((error: unknown) => {
      throw isBuildFailure(error) ? new BadInput(describeErrors(error.errors, folder)) : error;
    });
  return { code: textOf(result, '.mjs'), map: textOf(result, '.map'), isOurs: uses.us };
}

function textOf({ outputFiles }: BuildResult & { readonly outputFiles: OutputFile[] }, extension: string): string {
  const found = outputFiles.find(({ path }) => path.endsWith(extension));
  if (found === undefined) throw new Error(`esbuild wrote no ${extension} file`);
  return found.text;
}

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && 'errors' in error && Array.isArray(error.errors);

/** The first error, as `file:line:column: what`, with the line itself. */
function describeErrors(errors: readonly Message[], folder: string): string {
  const [first] = errors;
  if (first === undefined) return 'the scenario cannot be bundled';
  const more = errors.length > 1 ? `\n(and ${errors.length - 1} more)` : '';
  const { location, text } = first;
  if (location === null) return `${text}${more}`;
  const file = relative(process.cwd(), resolve(folder, location.file));
  const pointer = `\n    ${location.lineText}\n    ${' '.repeat(location.column)}^`;
  return `${file}:${location.line}:${location.column + 1}: ${text}${location.lineText.trim() === '' || location.lineText.length > 200 ? '' : pointer}${more}`;
}

// ---- Our own package ----------------------------------------------------------------------------------------------------

const ourUrl = `${pathToFileURL(packageFolder).href}/`;

/** Rooms whose sources, imported by path from inside this repository, stand for their compiled files. */
const rooms: readonly string[] = ['sim', 'protocols', 'properties', 'scenarios', 'hunt'];

function ourselves(uses: { us: boolean }): Plugin {
  const external = (file: string): OnResolveResult => {
    uses.us = true;
    return { path: pathToFileURL(file).href, external: true };
  };
  return {
    name: 'faultline',
    setup(build) {
      build.onResolve({ filter: /^faultline(?:\/|$)/ }, ({ path }) => {
        const file = ourFile(path);
        return file === null ? { errors: [{ text: `'${path}' is no part of faultline${didYouMean(path, ourEntries())}` }] } : external(file);
      });
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
        const twin = kind === 'entry-point' ? null : compiledTwin(resolve(resolveDir, path));
        return twin === null ? null : external(twin);
      });
      // It comes with us: a user who has not installed it gets ours.
      build.onResolve({ filter: /^fast-check$/ }, ({ resolveDir }) => {
        if (canResolve('fast-check', resolveDir)) return null;
        return { path: pathToFileURL(ourRequire.resolve('fast-check')).href, external: true };
      });
    },
  };
}

const ourRequire = createRequire(join(packageFolder, 'package.json'));

function ourFile(specifier: string): string | null {
  try {
    return ourRequire.resolve(specifier);
  } catch {
    return null;
  }
}

function ourEntries(): readonly string[] {
  const folders = readdirSync(join(compiledFolder, 'protocols'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return ['faultline', 'faultline/properties', 'faultline/scenarios', 'faultline/hunt', ...folders.map(({ name }) => `faultline/protocols/${name}`)];
}

function canResolve(specifier: string, folder: string): boolean {
  try {
    createRequire(join(folder, 'x.js')).resolve(specifier);
    return true;
  } catch {
    return false;
  }
}

/** The compiled file of one of our sources; null for any other file. */
function compiledTwin(file: string): string | null {
  const path = relative(packageFolder, file);
  if (path.startsWith('..') || !rooms.includes(path.split(sep)[0] ?? '')) return null;
  const twin = join(compiledFolder, path.replace(/\.ts$/, '.js'));
  return existsSync(twin) ? twin : null;
}

// ---- The cache ----------------------------------------------------------------------------------------------------------

/** Under the nearest `node_modules` that can be written, else a folder of this user's own. */
function cacheFolder(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    const cache = join(modules, '.cache', 'faultline');
    if (existsSync(modules) && makeFolder(cache)) return cache;
    if (folder === dirname(folder)) return temporaryFolder();
  }
}

function makeFolder(folder: string, mode = 0o777): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode });
    return true;
  } catch {
    return false;
  }
}

function temporaryFolder(): string {
  const user = process.getuid?.() ?? null;
  const folder = join(tmpdir(), `faultline-${user ?? 'cache'}`);
  makeFolder(folder, 0o700);
  const found = lstatSync(folder, { throwIfNoEntry: false });
  // Code is imported from here: it must be nobody else's.
  if (found === undefined || !found.isDirectory() || (user !== null && (found.uid !== user || (found.mode & 0o022) !== 0))) {
    throw new BadInput(`${folder}: expected a folder that only you can write: it is to hold compiled scenarios`);
  }
  return folder;
}

/** Writes module and map under names made of their content, each in one move. */
function store(file: string, codeHash: string, code: string, map: string): string {
  const name = `${codeHash.slice(0, 24)}-${createHash('sha256').update(map).digest('hex').slice(0, 8)}.mjs`;
  const module = join(cacheFolder(file), name);
  if (existsSync(module)) return module;
  place(`${module}.map`, map);
  place(module, `${code}//# sourceMappingURL=${name}.map\n`);
  return module;
}

function place(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new BadInput(`${file}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
