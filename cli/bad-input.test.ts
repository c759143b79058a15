/** Whatever the user gets wrong: one clear message, exit code 2, no stack, nothing half-written. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultlines, Folder, toy, type Outcome } from './testing/faultline.ts';

const header = "import { at, operations, scenario } from 'faultline/scenarios';\nimport { versionedServer } from 'faultline/protocols/kv';\n";

/** A scenario file with these fields. */
const fields = (text: string): string => `${header}export default scenario({ ${text} });\n`;

const folder = new Folder({
  'mine.ts': toy(),
  'notes.json': '{}',
  'syntax.ts': "import { scenario } from 'faultline/scenarios';\n\nexport default scenario({ title: 'x', );\n",
  'no-default.ts': `${header}export const story = scenario({ title: 'x', servers: [versionedServer()], properties: [] });\n`,
  'number.ts': `${header}scenario({ title: 'x', servers: [], properties: [] });\nexport default 5;\n`,
  'stranger.ts': 'export default 5;\n',
  'throws.ts': `${header}throw new RangeError('not today');\nexport default scenario({ title: 'x', servers: [], properties: [] });\n`,
  'quits.ts': `${header}process.exit(0);\nexport default scenario({ title: 'x', servers: [], properties: [] });\n`,
  'loops.ts': `${header}for (;;);\nexport default scenario({ title: 'x', servers: [], properties: [] });\n`,
  'waits.ts': `${header}await new Promise(() => {});\nexport default scenario({ title: 'x', servers: [], properties: [] });\n`,
  'misspelt.ts': fields("title: 'x', servers: [versionedServer()], propertys: []"),
  'bad-fault.ts': fields("title: 'x', servers: [versionedServer()], properties: [], faults: [at(5, { kind: 'crsh', node: 0 })]"),
  'wrong-name.ts': "import { scenaro } from 'faultline/scenarios';\nexport default scenaro({});\n",
  'wrong-part.ts': "import { scenario } from 'faultline/scenarois';\nexport default scenario({});\n",
  'no-package.ts': `${header}import nowhere from 'no-such-package-anywhere';\nexport default scenario(nowhere);\n`,
  'no-file.ts': `${header}import other from './other.ts';\nexport default scenario(other);\n`,
  'text.capsule': 'this is no capsule, but long enough to be looked at',
  'empty.capsule': '',
  'cut.capsule': Uint8Array.of(0x89, 0x46, 0x4c, 0x54, 0x0d, 0x0a, 0x1a, 0x0a, 1, 0, 0, 0, 200, 0, 0, 0),
  'newer.capsule': Uint8Array.of(0x89, 0x46, 0x4c, 0x54, 0x0d, 0x0a, 0x1a, 0x0a, 9, 0, 0, 0, 0, 0, 0, 0),
  'controls\u001b[2J.jsonl': '{"clientId":0,"input":{"op":"\u001b[31mput"}}\n',
  'titled.ts': fields("title: 'x\\u001b]0;owned\\u0007y', servers: [versionedServer()], properties: []"),
  'broken.jsonl': '{"clientId":0,\n',
  'wrong.jsonl': '{"clientId":0,"input":{"op":"wirte","key":"x","value":1},"output":{"ok":true},"call":0,"return":3}\n',
  'plain.txt': 'hello\n',
});
mkdirSync(join(folder.path, 'stories'));

afterAll(() => folder.remove());

/** What is typed, and what must be said. */
const cases: readonly (readonly [string, string | RegExp])[] = [
  // Verbs and flags.
  ['hnt', /unknown command 'hnt'\n\(Did you mean hunt\?\)/],
  ['', 'expected a verb: see faultline --help'],
  ['run mine.ts --seed 1 --chekced', /unknown option '--chekced'\n\(Did you mean --checked\?\)/],
  ['run mine.ts', "required option '--seed <number>' not specified\nSee faultline run --help"],
  ['run --seed 1', "missing required argument 'scenario'"],
  ['run mine.ts other.ts --seed 1', /too many arguments/],
  ['run mine.ts --seed 1.5', "option '--seed <number>' argument '1.5' is invalid. Expected a whole number from 0 to 9007199254740991."],
  ['run mine.ts --seed=-1', "argument '-1' is invalid. Expected a whole number from 0"],
  ['run mine.ts --seed 9007199254740993', 'Expected a whole number from 0 to 9007199254740991.'],
  ['run mine.ts --seed', "option '--seed <number>' argument missing"],
  ['hunt --for 5x', "option '--for <time>' argument '5x' is invalid. Expected a time like 60s, 5m, 2h or 500ms."],
  ['hunt --for 0s', 'Expected a time like 60s'],
  ['hunt --seeds 0', 'Expected a whole number from 1 on.'],
  ['hunt --seeds many', 'Expected a whole number from 1 on.'],
  ['hunt --workers 0', 'Expected a whole number from 1 to 256.'],
  ['mutants KV-09 --in replicated-kw', /no scenario, and no folder of scenarios, is called replicated-kw/],
  ['mutants KV-09 --in raft', 'KV-09: no scenario there runs its protocol, versionedServer'],
  ['mutants NOPE', 'no mutant matches NOPE'],
  ['list nothing-like-this', 'no scenario matches nothing-like-this'],
  // Names of scenarios and mutants.
  ['run kv/versoned --seed 1', "there is no scenario 'kv/versoned': did you mean 'kv/versioned'?"],
  ['run __proto__ --seed 1', "there is no scenario '__proto__'"],
  ['hunt kv/versioned kv/apend --seeds 1', "there is no scenario 'kv/apend': did you mean 'kv/append'?"],
  ['run kv/versioned --seed 1 --mutant KV-9', "there is no mutant 'KV-9': did you mean 'KV-09'?"],
  ['hunt --mutant kv09 --seeds 1', "there is no mutant 'kv09': did you mean 'KV-09'?"],
  ['run mine.ts --seed 1 --mutant KV-09', "mutant KV-09 breaks the protocol 'versionedServer', which mine.ts does not run"],
  // Scenario files.
  ['run ./mien.ts --seed 1', "mien.ts: there is no such file: did you mean 'mine.ts'?"],
  ['run ./stories --seed 1', 'stories: expected a scenario file, got a folder'],
  ['run notes.json --seed 1', 'notes.json: expected a scenario file (.ts, .mts, .js, .mjs)'],
  ['run syntax.ts --seed 1', /^error: syntax\.ts:3:39: /],
  ['run no-default.ts --seed 1', 'no-default.ts: expected a default export made by scenario({...}), but it has no default export'],
  ['run number.ts --seed 1', 'number.ts: expected a default export made by scenario({...}), but its default export is a number'],
  ['run stranger.ts --seed 1', "stranger.ts: expected a scenario, but nothing in it imports 'faultline'"],
  ['run throws.ts --seed 1', 'throws.ts: loading it failed: RangeError: not today (at throws.ts:3:7)'],
  ['hunt quits.ts --seeds 1', 'quits.ts: loading it failed: the worker thread ended itself (process.exit(0))'],
  ['run loops.ts --seed 1 --patience 1s', /loops\.ts: loading it failed: no end after [\d.]+ s of real time: a loop at its top level, or an await that is never settled\?/],
  ['hunt waits.ts --seeds 1 --patience 1s', 'waits.ts: loading it failed: no end after'],
  ['run misspelt.ts --seed 1', "a scenario has no field 'propertys': did you mean 'properties'?"],
  ['hunt bad-fault.ts --seeds 1', /bad-fault\.ts: no plan can be drawn: plan\.faults\[0\]\.fault\.kind: expected one of .*did you mean "crash"\?/],
  ['run wrong-name.ts --seed 1', "wrong-name.ts: loading it failed: 'faultline/scenarios' exports no 'scenaro': did you mean 'scenario'?"],
  ['run wrong-part.ts --seed 1', "wrong-part.ts:1:26: 'faultline/scenarois' is no part of faultline: did you mean 'faultline/scenarios'?"],
  ['run no-package.ts --seed 1', "no-package.ts: loading it failed: cannot find 'no-such-package-anywhere', which it imports: is it installed?"],
  ['run no-file.ts --seed 1', 'no-file.ts:3:19: Could not resolve "./other.ts"'],
  // Capsules.
  ['replay nothing.capsule', 'nothing.capsule: there is no such file or folder'],
  ['replay kv/versioned', 'kv/versioned: there is no such capsule; to run a seed of a scenario again, add --seed'],
  ['replay text.capsule', 'text.capsule: byte 0: expected the mark that every capsule begins with'],
  ['replay text.capsule --mutant KV-09', '--mutant goes with --seed: a capsule names its own mutant'],
  ['show empty.capsule text.capsule', 'expected one capsule, got 2: name one of them\n  empty.capsule: no capsule\n  text.capsule: no capsule'],
  ['replay mine.ts titled.ts --seed 1', 'expected one scenario with --seed, got 2'],
  ['show empty.capsule', 'empty.capsule: byte 0: expected a capsule, got an empty file'],
  ['shrink cut.capsule', 'cut.capsule: byte 16: expected 220 bytes in all, got the end of the file: it is truncated'],
  ['show newer.capsule', 'newer.capsule: byte 8: made by a newer faultline'],
  ['show stories', 'stories: expected a file, got a folder'],
  ['shrink text.capsule --scenario out.js', 'out.js: expected the name of a scenario file to end with .ts'],
  ['shrink text.capsule --out mine.ts', 'mine.ts: there is such a file already, and it stays as it is'],
  // Histories.
  ['check nothing.jsonl --model kv', 'nothing.jsonl: there is no such file'],
  ['check broken.jsonl --model kvx', "there is no model 'kvx': did you mean 'kv'? (known are register, kv, kvv, lock, lease, set, queue, stack, counter, store)"],
  ['check broken.jsonl', "required option '--model <name>' not specified"],
  ['check broken.jsonl --model kv --format jsonl', "there is no format 'jsonl'"],
  ['check broken.jsonl --model register', 'broken.jsonl: line 1, column 15: expected an operation as one JSON object: the text ends inside it'],
  ['check wrong.jsonl --model register', /wrong\.jsonl: line 1, column 29: .*wirte/],
  ['check plain.txt --model register', 'plain.txt: its format cannot be told: name it (jsonLines, porcupine, etcdReport, itf, jepsenEdn, jepsenLog)'],
  ['check stories --model register', 'stories: expected a file, got a folder'],
  // Files to write.
  ['new mine', 'mine.ts: there is such a file already, and it stays as it is'],
  ['new story.py', 'story.py: expected the name of a scenario file to end with .ts'],
  ['new notes.json/story', 'notes.json/story.ts: cannot be written'],
];

let outcomes: readonly Outcome[] = [];
let before: readonly string[] = [];

beforeAll(async () => {
  before = readdirSync(folder.path).sort();
  outcomes = await faultlines(folder.path, cases.map(([line]) => (line === '' ? [] : line.split(' '))));
}, 120_000);

describe('bad input', () => {
  test.each(cases.map(([line, message], i) => [`faultline ${line}`, message, i] as const))('%s', (_, message, i) => {
    const { code, out, err } = outcomes[i] ?? { code: null, out: '', err: '' };
    expect(err).toMatch(/^error: |\nerror: /);
    if (typeof message === 'string') expect(err).toContain(message);
    else expect(err).toMatch(message);
    expect(err, 'no stack').not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test('leaves no file behind', () => {
    expect(readdirSync(folder.path).sort()).toEqual(before);
  });

  test('reaches the terminal without what a terminal obeys', async () => {
    const [history, title, name] = await faultlines(folder.path, [['check', 'controls\u001b[2J.jsonl', '--model', 'kv'], ['run', 'titled.ts', '--seed', '1'], ['run', 'no\u001b[2Jsuch', '--seed', '1']]);
    expect(history).toMatchObject({ code: 2, err: expect.stringContaining(String.raw`controls\u001b[2J.jsonl: `) });
    expect(title).toMatchObject({ code: 0, out: expect.stringContaining(String.raw`titled.ts: x\u001b]0;owned\u0007y`) });
    expect(name?.err).toContain(String.raw`there is no scenario 'no\u001b[2Jsuch'`);
    for (const outcome of [history, title, name]) expect(`${outcome?.out}${outcome?.err}`).not.toMatch(/[^\n\P{Cc}]/u);
  });

  test('is one object on the standard output with --json', async () => {
    const [usage, input] = await faultlines(folder.path, [['run', 'mine.ts', '--seed', 'x', '--json'], ['replay', 'text.capsule', '--json']]);
    expect(JSON.parse(usage?.out ?? '')).toMatchObject({ verb: 'run', exitCode: 2, verdict: 'bad input', error: expect.stringContaining("argument 'x' is invalid") });
    expect(JSON.parse(input?.out ?? '')).toMatchObject({ verb: 'replay', exitCode: 2, verdict: 'bad input', error: expect.stringContaining('text.capsule: byte 0') });
  });
});
