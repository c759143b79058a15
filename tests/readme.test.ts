/**
 * The README and the guides to scenario files and histories as a new user meets them: the packed tarball is installed into an empty folder, and
 * every snippet is run there in the order of reading.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noCounts } from '../sim/world/counters.ts';
import { calmNetwork, promptDisk } from '../sim/world/plan.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const guide = readFileSync(join(root, 'docs/scenarios.md'), 'utf8');
const histories = readFileSync(join(root, 'docs/histories.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'faultline-readme-'));

interface Block {
  readonly language: string;
  readonly text: string;
}

const blocksOf = (page: string): readonly Block[] => [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));

const blocks: readonly Block[] = [...blocksOf(readme), ...blocksOf(guide), ...blocksOf(histories)];

/** TypeScript blocks name their file in the first line. */
const files = blocks.filter(({ language }) => language === 'ts').map(({ text }) => ({ name: /^\/\/ (\S+)\n/.exec(text)?.[1] ?? '', text }));

interface Command {
  readonly line: string;
  readonly exit: number;
}

/** Shell lines, with the exit code that their comment announces. Those that install the repository itself are CI's business. */
const commands: readonly Command[] = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'))
  .filter((line) => line.startsWith('npx faultline'))
  .map((line) => ({ line, exit: Number(/# exits with (\d+)/.exec(line)?.[1] ?? 0) }));

/** The first cell of each row of the guide's table that begins with this title. */
function firstCells(title: string): readonly string[] {
  const [, body = ''] = new RegExp(`^\\| ${title} \\|.*\\n\\|-.*\\n((?:\\|.*\\n)+)`, 'm').exec(guide) ?? [];
  return body.trim().split('\n').map((row) => /^\| `([^`]+)` \|/.exec(row)?.[1] ?? row);
}

const faults = firstCells('fault');

/** Each fault of the guide's table strikes once. */
const everyFault = `import { versionedServer, versionedClerk } from 'faultline/protocols/kv';
import { at, calmNetwork, milliseconds, operations, scenario, seconds, times, versionedRequests } from 'faultline/scenarios';
export default scenario({
  title: 'Every fault of the table',
  servers: times(2, versionedServer()),
  clients: times(2, versionedClerk()),
  workload: operations(versionedRequests(), { perClient: [5, 5] }),
  budget: { maxDamaged: 2 },
  faults: [${faults.map((fault, i) => `at(${i}, ${fault})`).join(', ')}],
  properties: [],
});
`;

beforeAll(() => {
  const packed: unknown = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  const tarball = Array.isArray(packed) ? String(Reflect.get(Object(packed[0]), 'filename')) : '';
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball)], { cwd: folder, stdio: 'ignore' });
  for (const tool of ['vitest', '@types/node']) {
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
    symlinkSync(join(root, 'node_modules', tool), join(folder, 'node_modules', tool));
  }
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'every-fault.ts'), everyFault);
  writeFileSync(join(folder, 'history.jsonl'), '{"clientId":0,"input":{"op":"put","key":"x","value":"1","version":0},"output":{"err":"OK"},"call":0,"return":3}\n');
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true }), 60_000);

test('each TypeScript snippet names its file', () => {
  expect(files.map(({ name }) => name)).toEqual(['versioned.test.ts', 'versioned.ts', 'counter.ts', 'increments.ts', 'journal.ts', 'handover.ts', 'promises.ts', 'bank.ts', 'replicated-bank.ts', 'account.ts', 'account.test.ts']);
});

test('the tutorial, a protocol and its scenario, takes at most 60 lines', () => {
  const tutorial = files.filter(({ name }) => name === 'counter.ts' || name === 'increments.ts');
  expect(tutorial.reduce((lines, { text }) => lines + text.trimEnd().split('\n').length, 0)).toBeLessThanOrEqual(60);
});

test('a model takes less than 15 lines', () => {
  const [, model = ''] = /^export const account.*\n((?:.*\n)*?)^};$/m.exec(files.find(({ name }) => name === 'account.ts')?.text ?? '') ?? [];
  expect(model).toContain('partition');
  expect(model.split('\n').length + 1).toBeLessThan(15);
});

test('the two commands of the README are what CI and package.json have', () => {
  expect(readme).toContain('npm ci && npx faultline hunt');
  expect(readme).toContain('npm cit');
  expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(/npm ci\n[\s\S]*npm test/);
});

test('the snippets are type-correct under strict settings', () => {
  const config = { compilerOptions: { strict: true, noEmit: true, module: 'nodenext', target: 'es2023', types: ['node'], allowImportingTsExtensions: true, skipLibCheck: true }, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: folder, encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

describe('the guide to scenario files', () => {
  test('has a literal for every kind of fault, and each is one', () => {
    const kinds = faults.map((fault) => /kind: '(\w+)'/.exec(fault)?.[1] ?? fault);
    expect(kinds.toSorted()).toEqual(Object.keys(noCounts().faults).toSorted());
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'node_modules/faultline/dist/cli/main.js'), 'run', 'every-fault.ts', '--seed', '1'], { cwd: folder, encoding: 'utf8' });
    expect(status, `${stdout}${stderr}`).toBe(0);
    const [, struck = ''] = /^faults: (.*)$/m.exec(stdout) ?? [];
    expect(struck.split(', ').map((count) => count.replace(/ \d+$/, '')).toSorted()).toEqual(kinds.toSorted());
  });

  test('has the defaults of every knob of network and disk', () => {
    const defaults = { ...calmNetwork, ...promptDisk };
    const rows = [...guide.matchAll(/^\| `(\w+)` \| [^|]+ \| (\w+) \|/gm)].map(([, knob = '', value = '']) => [knob, value]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(Object.entries(defaults).map(([knob, value]) => [knob, String(value)])));
  });

  test('comes with the package', () => {
    expect(existsSync(join(folder, 'node_modules/faultline/docs/scenarios.md'))).toBe(true);
  });
});

describe('the commands, in the order of reading', () => {
  test.each(commands)('$line', ({ line, exit }) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line.replace('npx faultline', 'node_modules/.bin/faultline')], { cwd: folder, encoding: 'utf8' });
    expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(status, `${stdout}${stderr}`).toBe(exit);
  });
});

test('the property test passes in the user\'s own suite', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder], { cwd: folder, encoding: 'utf8', env: { ...process.env, VITEST: undefined, NO_COLOR: '1' } });
  expect(`${stdout}${stderr}`).toContain('2 passed');
  expect(status).toBe(0);
});

test('the tutorial is hunted, shrunk and replayed to the same bytes', () => {
  const run = (...args: readonly string[]): { readonly status: number | null; readonly stdout: string } =>
    spawnSync(process.execPath, [join(folder, 'node_modules/faultline/dist/cli/main.js'), ...args], { cwd: folder, encoding: 'utf8' });
  const hunted = run('hunt', './increments.ts', '--seeds', '50', '--json', '--corpus', 'tutorial');
  expect(hunted.status).toBe(10);
  const capsule = /"(tutorial\/[^"]+\.capsule)"/.exec(hunted.stdout)?.[1] ?? '';
  expect(run('shrink', capsule).status).toBe(0);
  const replayed = run('replay', capsule);
  expect(replayed.stdout).toContain('identical');
  expect(replayed.status).toBe(10);
});
