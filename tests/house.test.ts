/** The house stays tidy: who imports whom, how long a file is, and words that do not belong on main. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Room {
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

const root = dirname(import.meta.dirname);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const rooms: Readonly<Record<string, Room>> = JSON.parse(read('.oxlint/rooms.json'));
const notOurs = new Set(['node_modules', 'dist', 'coverage', '.git', '.faultline']);

function walk(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : walk(path);
    return entry.isFile() && path !== 'package-lock.json' ? [path] : [];
  });
}

const texts = walk('.').filter((path) => /\.(?:[cm]?[jt]s|json|md|ya?ml|sh)$/.test(path) || path === '.ci/run');
const sources = texts.filter((path) => path.endsWith('.ts'));
const isTest = (path: string): boolean => path.endsWith('.test.ts');
const linesOf = (path: string): readonly string[] => read(path).split('\n');

/** `path:line` of every line that matches. */
function places(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.flatMap((path) => linesOf(path).flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : [])));
}

const statement = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"](\.[^'"]+)['"]/gm;
const expression = /\bimport\(\s*['"](\.[^'"]+)['"]/g;

/** The files that `path` imports by a relative specifier, type imports counted. */
function importsOf(path: string): readonly string[] {
  const text = read(path);
  const specifiers = [statement, expression].flatMap((pattern) => [...text.matchAll(pattern)].map((found) => found[1] ?? ''));
  return [...new Set(specifiers.map((specifier) => posix.join(posix.dirname(path), specifier)))];
}

const graph: ReadonlyMap<string, readonly string[]> = new Map(sources.map((path) => [path, importsOf(path)]));
const edges = [...graph].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));

/** The first cycle found as a path that ends where it began, or null. */
function findCycle(): readonly string[] | null {
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): readonly string[] | null => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const target of graph.get(path) ?? []) {
      const cycle = visit(target, [...above, path]);
      if (cycle !== null) return cycle;
    }
    done.add(path);
    return null;
  };
  for (const path of graph.keys()) {
    const cycle = visit(path, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** The longest folder of the table that holds `path`, or null for the files beside the rooms. */
function roomOf(path: string): string | null {
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) if (folder in rooms) return folder;
  return null;
}

function height(room: string): number {
  const imports = rooms[room]?.imports ?? [];
  return imports.includes('*') ? Infinity : Math.max(-1, ...imports.map(height)) + 1;
}

function pointsUpward(from: string, to: string): boolean {
  const [here, there] = [roomOf(from), roomOf(to)];
  if (here === null || here === there) return false;
  if (there === null) return !isTest(from);
  const allowed = rooms[here]?.imports ?? [];
  if (allowed.includes('*') || allowed.includes(there)) return false;
  return !isTest(from) || height(there) > height(here);
}

interface Declaration {
  readonly path: string;
  readonly name: string;
  /** Counted from 0; -1 where no declaration was found. */
  readonly line: number;
}

/** The index files that package.json exports, as sources: `*` stands for each folder that has one. */
function publicIndexes(): readonly string[] {
  const built = [...JSON.stringify(JSON.parse(read('package.json')).exports).matchAll(/"default":"\.\/dist\/([^"]+)\.js"/g)];
  const patterns = built.map((found) => new RegExp(`^${(found[1] ?? '').replace('*', '[^/]+')}\\.ts$`));
  return sources.filter((path) => patterns.some((pattern) => pattern.test(path)));
}

const declared = /^export (?:(?:abstract|async|declare) )*(?:function\*?|const|class|interface|type) (\w+)/;
const forwarded = /^export (?:type )?(?:(\*)|\{([^}]*)\}) from '(\.[^']+)'/gm;

/** What `path` itself declares and exports. Of overloads, and of a type and a value of one name, the first counts. */
function declarationsOf(path: string): readonly Declaration[] {
  const all = linesOf(path).map((line, i) => ({ path, name: declared.exec(line)?.[1] ?? '', line: i }));
  return all.filter(({ name }, i) => name !== '' && all.findIndex((other) => other.name === name) === i);
}

/** The declarations behind what `path` exports, or behind the one name `wanted`; packages of others are left out. */
function exportsOf(path: string, wanted: string | null = null): readonly Declaration[] {
  const onward = [...read(path).matchAll(forwarded)].flatMap(([, star, list = '', specifier = '']) => {
    const target = posix.join(posix.dirname(path), specifier);
    return star === undefined ? listed(target, list, wanted) : exportsOf(target, wanted);
  });
  return [...declarationsOf(path).filter(({ name }) => wanted === null || name === wanted), ...onward];
}

/** The declarations behind `{ a, type b, c as d }` of `target`. */
function listed(target: string, list: string, wanted: string | null): readonly Declaration[] {
  const items = list.split(',').map((item) => item.trim().replace(/^type /, '').split(' as ')).filter(([name]) => name !== '');
  return items.flatMap(([name = '', alias = name]) => {
    if (wanted !== null && wanted !== alias) return [];
    const found = exportsOf(target, name);
    return found.length > 0 ? found : [{ path: target, name, line: -1 }];
  });
}

function hasDocstring({ path, line }: Declaration): boolean {
  const above = linesOf(path).slice(0, Math.max(0, line)).join('\n');
  return above.endsWith('*/') && above.lastIndexOf('/**') > above.lastIndexOf('*/', above.length - 3);
}

describe('imports', () => {
  test('each leads to a file of the house', () => {
    expect(edges.filter(({ to }) => !existsSync(join(root, to)))).toEqual([]);
  });

  test('never run in a cycle, type imports counted', () => {
    expect(findCycle()).toBeNull();
  });

  test('never point upward', () => {
    expect(edges.filter(({ from, to }) => pointsUpward(from, to))).toEqual([]);
  });

  test('never reach into a test', () => {
    expect(edges.filter(({ to }) => isTest(to))).toEqual([]);
  });

  test('of the table only lead from a room to lower ones', () => {
    for (const [room, { imports }] of Object.entries(rooms)) {
      const named = imports.filter((name) => name !== '*');
      expect(named.filter((other) => height(other) >= height(room)), room).toEqual([]);
    }
  });

  const withCompiler = Object.keys(rooms).filter((room) => room !== 'tests' && existsSync(join(root, room, 'tsconfig.json')));

  test.each(withCompiler)('the compiler shows %s no other room than the table does', (room) => {
    const config: { references?: { path: string }[] } = JSON.parse(read(posix.join(room, 'tsconfig.json')));
    const visible = (config.references ?? []).map(({ path }) => posix.join(room, path));
    expect(visible.toSorted()).toEqual([...(rooms[room]?.imports ?? [])].toSorted());
  });
});

describe('the public surface', () => {
  test('every public export has a docstring', () => {
    const surface = publicIndexes().flatMap((path) => exportsOf(path));
    expect(surface.length).toBeGreaterThan(100);
    const bare = surface.filter((declaration) => !hasDocstring(declaration));
    expect([...new Set(bare.map(({ path, name, line }) => `${path}:${line + 1} ${name}`))]).toEqual([]);
  });
});

describe('sizes', () => {
  test('no file is longer than 450 lines', () => {
    const scripts = texts.filter((path) => /\.[cm]?[jt]s$/.test(path));
    expect(scripts.filter((path) => linesOf(path).length > 451)).toEqual([]);
  });

  test.runIf(existsSync(join(root, 'README.md')))('the README is read in five minutes: under 200 lines', () => {
    expect(linesOf('README.md').length).toBeLessThan(200);
  });
});

// Spelled with a class of one letter each, so that these lines do not find themselves.
describe('words that do not belong on main', () => {
  test('nothing is left to do', () => {
    expect(places(texts, /\b(?:TOD[O]|FIXM[E]|XX[X])\b/)).toEqual([]);
  });

  test('no check is silenced: an exception to a lint rule stands in .oxlintrc.json, with its reason', () => {
    expect(places(texts, /@ts-(?:ignor[e]|nochec[k])|(?:eslint|oxlint)-disabl[e]/)).toEqual([]);
    expect(places(texts.filter((path) => !isTest(path)), /@ts-expect-erro[r]/)).toEqual([]);
  });

  test('no test runs alone', () => {
    expect(places(sources, /\.onl[y]\(/)).toEqual([]);
  });

  test('no path of somebody’s own machine', () => {
    expect(places(texts, /(?<![\w.~-])\/(?:wor[k]|roo[t]|hom[e]|User[s]|mn[t])\//)).toEqual([]);
  });

  test('nothing needs what lies beside the repository, but a test that says when it skips it', () => {
    const reaching = texts.filter((path) => /\.\.\/share[d]\b|'\.\.', 'share[d]'/.test(read(path)));
    expect(reaching.filter((path) => !(isTest(path) && /\bskip/i.test(read(path))))).toEqual([]);
  });
});
