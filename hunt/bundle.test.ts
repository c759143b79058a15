/** A user's scenario file becomes one module: the same everywhere, with one copy of this package, and mistakes with their place. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { BadInput } from './bad-input.ts';
import { bundleScenario } from './bundle.ts';

const root = mkdtempSync(join(tmpdir(), 'faultline-bundle-'));

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder with these files. */
function project(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const importsWords = "import { title, Mood } from './lib/words';";

const story = `import { scenario } from 'faultline/scenarios';
import { versionedServer } from 'faultline/protocols/kv';
${importsWords}
export default scenario({ title: title + Mood.good, servers: [versionedServer()], properties: [] });
`;

const words = "export const title: string = 'A story in ';\nexport enum Mood { good = 'good spirits' }\n";

const codeOf = (url: string): string => readFileSync(fileURLToPath(url), 'utf8');

describe('a bundle', () => {
  test('holds all of the user’s files and none of ours, which are named by one absolute place', async () => {
    const folder = project('whole', { 'story.ts': story, 'lib/words.ts': words, 'node_modules/.keep': '' });
    const { url } = await bundleScenario(join(folder, 'story.ts'));
    const code = codeOf(url);
    expect(code).toContain('A story in ');
    expect(code).toMatch(/from\s*"file:\/\/\/[^"]+\/dist\/scenarios\/index\.js"/);
    expect(code).toMatch(/from\s*"file:\/\/\/[^"]+\/dist\/protocols\/kv\/index\.js"/);
    expect(code).not.toMatch(/from\s*"faultline/);
  });

  test('stands with its map in a cache under node_modules, and nothing half-written beside it', async () => {
    const folder = project('cached', { 'story.ts': story, 'lib/words.ts': words, 'node_modules/.keep': '' });
    const { url } = await bundleScenario(join(folder, 'story.ts'));
    await bundleScenario(join(folder, 'story.ts'));
    const cache = join(folder, 'node_modules', '.cache', 'faultline');
    const module = relative(cache, fileURLToPath(url));
    expect(readdirSync(cache).sort()).toEqual([module, `${module}.map`]);
    expect(codeOf(url)).toContain(`//# sourceMappingURL=${module}.map`);
    const map: { readonly sources: readonly string[] } = JSON.parse(readFileSync(join(cache, `${module}.map`), 'utf8'));
    expect(map.sources).toContain('../../../story.ts');
  });

  test('has the same hash wherever the files lie, and another one when a line changes', async () => {
    const here = await bundleScenario(join(project('one', { 'story.ts': story, 'lib/words.ts': words }), 'story.ts'));
    const there = await bundleScenario(join(project('two/deeper/down', { 'story.ts': story, 'lib/words.ts': words, 'node_modules/.keep': '' }), 'story.ts'));
    const changed = await bundleScenario(join(project('three', { 'story.ts': story, 'lib/words.ts': words.replace('good spirits', 'bad spirits') }), 'story.ts'));
    expect(here.codeHash).toMatch(/^[0-9a-f]{64}$/);
    expect(there.codeHash).toBe(here.codeHash);
    expect(changed.codeHash).not.toBe(here.codeHash);
  });

  test('of a folder without node_modules stands in a folder that only this user can write', async () => {
    const { url } = await bundleScenario(join(project('bare', { 'story.ts': story, 'lib/words.ts': words }), 'story.ts'));
    expect(relative(tmpdir(), fileURLToPath(url))).toMatch(/^faultline-(?:\d+|cache)[\\/]/);
    expect(existsSync(`${fileURLToPath(url)}.map`)).toBe(true);
  });

  test('finds fast-check for those who have not installed it', async () => {
    const file = join(project('generous', { 'story.ts': `import fc from 'fast-check';\n${story}export const any = fc.nat();\n`, 'lib/words.ts': words }), 'story.ts');
    expect(codeOf((await bundleScenario(file)).url)).toMatch(/from\s*"file:\/\/\/[^"]+fast-check[^"]*"/);
  });

  test('of plain JavaScript works as well', async () => {
    const file = join(project('plain', { 'story.mjs': story.replace('lib/words', 'lib/words.js'), 'lib/words.js': "export const title = 'x';\nexport const Mood = { good: 'y' };\n" }), 'story.mjs');
    expect((await bundleScenario(file)).url).toMatch(/\.mjs$/);
  });
});

async function complaint(file: string): Promise<string> {
  const error: unknown = await bundleScenario(file).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(BadInput);
  return error instanceof BadInput ? error.message : '';
}

describe('a file that cannot be bundled', () => {
  test('is named with line and column of a syntax error in any of its parts', async () => {
    const folder = project('wrong', { 'story.ts': story, 'lib/words.ts': 'export const title = ;\n' });
    expect(await complaint(join(folder, 'story.ts'))).toMatch(/lib[\\/]words\.ts:1:22: .+\n {4}export const title = ;\n {25}\^/);
  });

  test('is named with the import that leads nowhere', async () => {
    const folder = project('lost', { 'story.ts': story });
    expect(await complaint(join(folder, 'story.ts'))).toContain('story.ts:3:29: Could not resolve "./lib/words"');
  });

  test('is not run in order to see that it is no scenario', async () => {
    const folder = project('danger', { 'deploy.js': "throw new Error('deployed');\n" });
    expect(await complaint(join(folder, 'deploy.js'))).toContain("expected a scenario, but nothing in it imports 'faultline'");
  });

  test('is missing, a folder, or something else: said as such', async () => {
    const folder = project('none', { 'story.ts': story, 'data.json': '{}', 'types.d.ts': '' });
    expect(await complaint(join(folder, 'stroy.ts'))).toContain("there is no such file: did you mean 'story.ts'?");
    expect(await complaint(folder)).toContain('expected a scenario file, got a folder');
    expect(await complaint(join(folder, 'data.json'))).toContain('expected a scenario file (.ts, .mts, .js, .mjs)');
    expect(await complaint(join(folder, 'types.d.ts'))).toContain('expected a scenario file (.ts, .mts, .js, .mjs)');
  });
});
