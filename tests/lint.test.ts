/** Proof that each lint rule bites: bad snippets in a house of their own, each refused by the rule that its line names. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = dirname(import.meta.dirname);
const rooms = ['sim/core', 'sim/world', 'sim/hosts', 'protocols', 'properties', 'scenarios', 'hunt', 'cli', 'bench', 'tests'];

interface Snippet {
  readonly rule: string;
  readonly file: string;
  readonly code: string;
}

const refused = (rule: string, file: string, ...lines: readonly string[]): Snippet => ({ rule, file, code: lines.join('\n') });
const accept = (file: string, ...lines: readonly string[]): readonly [string, string] => [file, lines.join('\n')];
const times = (count: number, line: string): readonly string[] => Array.from({ length: count }, () => line);

const wherever: readonly Snippet[] = [
  refused('typescript(no-explicit-any)', 'hunt/any.ts', 'export const identity = (x: any): unknown => x;'),
  refused('typescript(no-non-null-assertion)', 'hunt/bang.ts', 'export const first = (xs: readonly number[]): number => xs[0]!;'),
  refused('house(no-definite-assignment)', 'hunt/later.ts', 'export class Later {', '  name!: string;', '}'),
  refused('house(no-enum)', 'hunt/enum.ts', 'export enum Colour {', '  Red,', '}'),
  refused('typescript(consistent-type-assertions)', 'hunt/cast.ts', 'export const cast = (x: unknown): number => x as number;'),
  refused('typescript(consistent-type-assertions)', 'hunt/angle.ts', 'export const cast = (x: unknown): number => <number>x;'),
  refused('typescript(consistent-type-assertions)', 'hunt/cast.test.ts', 'export const cast = (x: unknown) => x as number;'),
  refused('import(no-default-export)', 'hunt/default.ts', 'export default 1;'),
  refused('import(no-default-export)', 'scenarios/default.test.ts', 'export default 1;'),
  refused('typescript(no-floating-promises)', 'hunt/floating.ts', 'export const one = 1;', 'Promise.resolve(one);'),
  refused('typescript(no-floating-promises)', 'sim/core/floating.test.ts', 'export const one = 1;', 'Promise.resolve(one);'),
  refused('typescript(no-misused-promises)', 'hunt/misused.ts', 'export const go = (f: () => Promise<void>) => [1].forEach(f);'),
  refused('typescript(require-array-sort-compare)', 'hunt/sort.ts', 'export const sorted = (xs: number[]): number[] => xs.sort();'),
  refused('eslint(max-lines)', 'hunt/long.ts', 'export const x = 1;', ...times(450, '// a line')),
  refused(
    'eslint(max-lines-per-function)',
    'hunt/longest.ts',
    'export function longest(): number {',
    '  let total = 0;',
    ...times(58, '  total += 1;'),
    '  return total;',
    '}',
  ),
];

const impure: readonly (readonly [rule: string, expression: string])[] = [
  ['eslint(no-restricted-globals)', 'Date.now()'],
  ['eslint(no-restricted-globals)', 'new Date()'],
  ['eslint(no-restricted-globals)', 'performance.now()'],
  ['eslint(no-restricted-globals)', 'crypto.randomUUID()'],
  ['eslint(no-restricted-globals)', 'process.pid'],
  ['eslint(no-restricted-globals)', 'setTimeout(() => {}, 1)'],
  ['eslint(no-restricted-globals)', 'setInterval(() => {}, 1)'],
  ['eslint(no-restricted-globals)', 'setImmediate(() => {})'],
  ['eslint(no-restricted-globals)', 'queueMicrotask(() => {})'],
  ['eslint(no-restricted-globals)', 'globalThis.Date'],
  ['eslint(no-restricted-globals)', 'console.log(1)'],
  ['eslint(no-restricted-globals)', 'new Intl.NumberFormat()'],
  ['eslint(no-restricted-globals)', 'new WeakRef({})'],
  ['determinism(exact-arithmetic)', 'Math.random()'],
  ['determinism(exact-arithmetic)', 'Math.pow(1.5, 2)'],
  ['determinism(exact-arithmetic)', 'Math.exp(1)'],
  ['determinism(exact-arithmetic)', 'Math.log(2)'],
  ['determinism(exact-arithmetic)', 'Math.log1p(2)'],
  ['determinism(exact-arithmetic)', 'Math.log2(2)'],
  ['determinism(exact-arithmetic)', 'Math.log10(2)'],
  ['determinism(exact-arithmetic)', 'Math.sin(1)'],
  ['determinism(exact-arithmetic)', 'Math.cos(1)'],
  ['determinism(exact-arithmetic)', 'Math.tan(1)'],
  ['determinism(exact-arithmetic)', 'Math.atan2(1, 2)'],
  ['determinism(exact-arithmetic)', 'Math.sinh(1)'],
  ['determinism(exact-arithmetic)', 'Math.cbrt(1)'],
  ['determinism(exact-arithmetic)', 'Math.hypot(1, 2)'],
  ['determinism(exact-arithmetic)', "Math['random']()"],
  ['determinism(exact-arithmetic)', '[Math][0]'],
  ['determinism(exact-arithmetic)', '1.5 ** 3'],
  ['determinism(exact-arithmetic)', '((n: number) => 2 ** n)(3)'],
  ['determinism(exact-arithmetic)', '((n: number) => (n **= 2))(3)'],
  ['determinism(no-locale)', "'a'.localeCompare('b')"],
  ['determinism(no-locale)', '(5).toLocaleString()'],
  ['determinism(no-locale)', "'a'.toLocaleUpperCase()"],
  ['determinism(no-locale)', "'a'['localeCompare']('b')"],
  ['determinism(no-locale)', '(({ toLocaleUpperCase: upper }) => upper)({ toLocaleUpperCase: 1 })'],
  ['determinism(no-default-sort)', "['b', 'a'].sort()"],
  ['determinism(no-default-sort)', "['b', 'a'].toSorted()"],
];

const pureRooms = ['sim/core', 'sim/world', 'sim/hosts', 'protocols', 'properties', 'scenarios'];
const forIn = ['export function visit(o: object, see: (name: string) => void): void {', '  for (const name in o) see(name);', '}'];
const awaits = 'export const wait = async (job: Promise<number>): Promise<number> => await job;';

/** Every impure expression once, going round the pure rooms; the plainest in every room. */
const purity: readonly Snippet[] = [
  ...impure.map(([rule, expression], i) => {
    const room = pureRooms[i % pureRooms.length] ?? '';
    return refused(rule, `${room}/impure${i}.ts`, `export const value: unknown = ${expression};`);
  }),
  ...pureRooms.flatMap((room) => [
    refused('determinism(no-for-in)', `${room}/for-in.ts`, ...forIn),
    refused('determinism(exact-arithmetic)', `${room}/deep/inside/random.ts`, 'export const value: unknown = Math.random();'),
    refused('eslint(no-restricted-globals)', `${room}/deep/inside/date.ts`, 'export const value: unknown = Date.now();'),
  ]),
  ...['sim/core', 'sim/world', 'protocols'].map((room) => refused('determinism(no-async)', `${room}/async.ts`, awaits)),
];

const upward: readonly (readonly [file: string, target: string])[] = [
  ['sim/core/a.ts', '../world/target.ts'],
  ['sim/core/b.ts', '../../protocols/target.ts'],
  ['sim/core/c.ts', 'pure-rand'],
  ['sim/world/d.ts', '../hosts/target.ts'],
  ['sim/world/e.ts', '../../protocols/kv/target.ts'],
  ['sim/world/f.ts', 'node:fs'],
  ['sim/hosts/g.ts', '../../properties/target.ts'],
  ['sim/hosts/h.ts', '../../protocols/target.ts'],
  ['protocols/kv/i.ts', '../../sim/world/target.ts'],
  ['protocols/kv/j.ts', '../../properties/target.ts'],
  ['protocols/kv/k.ts', 'fast-check'],
  ['properties/l.ts', '../sim/hosts/target.ts'],
  ['properties/m.ts', '../scenarios/target.ts'],
  ['properties/n.ts', 'node:crypto'],
  ['scenarios/o.ts', '../hunt/target.ts'],
  ['hunt/p.ts', '../cli/target.ts'],
  ['hunt/q.ts', 'left-pad'],
  ['cli/r.ts', '../tests/target.ts'],
  ['cli/s.ts', '../hunt/target.test.ts'],
  ['cli/t.ts', '../elsewhere/target.ts'],
  ['sim/core/u.test.ts', '../world/target.ts'],
  ['protocols/v.test.ts', '../scenarios/target.ts'],
];

const importForms = (target: string): readonly string[] => [
  `import type { T } from '${target}';\nexport type U = T;`,
  `export * from '${target}';`,
  `export { t } from '${target}';`,
  `export type T = import('${target}').T;`,
  `export const load = (): unknown => import('${target}');`,
];

const directions: readonly Snippet[] = [
  ...upward.map(([file, target]) => {
    return refused('house(import-direction)', file, `import { t } from '${target}';`, 'export const u = t;');
  }),
  ...importForms('../world/target.ts').map((code, i) => refused('house(import-direction)', `sim/core/form${i}.ts`, code)),
  refused('house(import-direction)', 'properties/computed.ts', 'export const load = (name: string): unknown => import(name);'),
];

const cycles: readonly Snippet[] = [
  refused('import(no-cycle)', 'hunt/hen.ts', "import type { Egg } from './egg.ts';", 'export type Hen = readonly Egg[];'),
  refused('import(no-cycle)', 'hunt/egg.ts', "import type { Hen } from './hen.ts';", 'export type Egg = { readonly layer: Hen };'),
];

const accepted: readonly (readonly [file: string, code: string])[] = [
  accept('sim/core/target.ts', 'export const t = 1;', 'export type T = number;'),
  accept('sim/core/literals.ts', "export const kinds = ['b', 'a'] as const;", 'export const limits = [2 ** 32, 2n ** 64n];'),
  accept('sim/core/half.ts', 'export const half = (n: number): number => Math.floor(Math.sqrt(n) / 2);'),
  accept('sim/core/sorted.ts', 'export const sorted = (xs: readonly number[]): number[] => [...xs].sort((a, b) => a - b);'),
  accept(
    'sim/core/field.ts',
    'export type Request = { readonly process: number; readonly Date: string };',
    'export const processOf = (request: Request): number => request.process;',
  ),
  accept(
    'sim/core/any.test.ts',
    'export const now = Date.now() + Math.random() + Math.pow(1.5, 2) + 2 ** Math.PI;',
    'export const wait = async (): Promise<number> => now;',
  ),
  accept(
    'sim/world/good.ts',
    "import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';",
    "import { t } from '../core/target.ts';",
    'export const used = [t, xoroshiro128plus];',
  ),
  accept(
    'protocols/lock/good.ts',
    "import { t } from '../../sim/core/target.ts';",
    "import { k } from '../kv/target.ts';",
    'export const used = [t, k];',
  ),
  accept('protocols/kv/target.ts', 'export const k = 1;'),
  accept(
    'protocols/kv/good.test.ts',
    "import fc from 'fast-check';",
    "import { readFileSync } from 'node:fs';",
    "import { used } from '../../sim/world/good.ts';",
    'export const all = [used, fc, readFileSync];',
  ),
  accept(
    'properties/good.ts',
    "import fc from 'fast-check';",
    "import type { T } from '../sim/core/target.ts';",
    "import { used } from '../sim/world/good.ts';",
    'export const all: readonly T[] = [1];',
    'export const arbitrary = fc.constant(used);',
  ),
  accept('scenarios/story.ts', "import { all } from '../properties/good.ts';", 'export default all;'),
  accept(
    'hunt/good.ts',
    "import { readFileSync } from 'node:fs';",
    "import story from '../scenarios/story.ts';",
    'export const now = Date.now();',
    'export const load = (name: string): unknown => import(name);',
    'export const used = [story, readFileSync];',
  ),
  accept(
    'cli/good.ts',
    "import { now } from '../hunt/good.ts';",
    "export const names = ['b', 'a'].sort();",
    'export const later = (): number => now * Math.random();',
  ),
  accept('tests/good.test.ts', "import { later } from '../cli/good.ts';", 'export const first: number = later();'),
];

const snippets = [...wherever, ...purity, ...directions, ...cycles];
let house = '';
let findings: ReadonlyMap<string, readonly string[]> = new Map();

const shared = ['.oxlintrc.json', '.oxlint', 'tsconfig.base.json', 'tsconfig.json', 'package.json'];

function build(): void {
  for (const name of shared) cpSync(join(root, name), join(house, name), { recursive: true });
  for (const room of ['sim', ...rooms]) cpSync(join(root, room, 'tsconfig.json'), join(house, room, 'tsconfig.json'));
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'), 'junction');
  for (const [file, code] of [...accepted, ...snippets.map((snippet) => [snippet.file, snippet.code] as const)]) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), `${code}\n`);
  }
}

/** Runs the linter over the house; the rules that spoke, by file. */
function lint(): ReadonlyMap<string, readonly string[]> {
  const linter = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const run = spawnSync(process.execPath, [linter, '--format=json'], { cwd: house, encoding: 'utf8' });
  expect(run.status, run.stdout + run.stderr).toBe(1);
  const report: { diagnostics: { code: string; filename: string }[] } = JSON.parse(run.stdout);
  const found = new Map<string, string[]>();
  for (const { code, filename } of report.diagnostics) found.set(filename, [...(found.get(filename) ?? []), code]);
  return found;
}

beforeAll(() => {
  house = realpathSync(mkdtempSync(join(tmpdir(), 'faultline-lint-')));
  build();
  findings = lint();
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

const rulesFor = (file: string): readonly string[] => [...new Set(findings.get(file))];

describe('the linter refuses', () => {
  test('every snippet lies in a file of its own', () => {
    expect(new Set(snippets.map(({ file }) => file)).size).toBe(snippets.length);
  });

  test.each(snippets)('by $rule: $file', ({ rule, file }) => {
    expect(rulesFor(file)).toEqual([rule]);
  });
});

describe('the linter accepts', () => {
  test.each(accepted)('%s', (file) => {
    expect(rulesFor(file)).toEqual([]);
  });
});
