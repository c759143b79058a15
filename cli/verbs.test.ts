/** Each verb, as a user runs it: what it says, what it leaves behind, and its exit code. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultline, faultlines, Folder, toy, type Outcome } from './testing/faultline.ts';

const folder = new Folder({
  'fine.ts': toy({ properties: "always('few ticks', 'server', (state: { ticks: number }) => state.ticks < 1_000)" }),
  'unsafe.ts': toy({ properties: "always('few ticks', 'server', (state: { ticks: number }) => state.ticks < 100)" }),
  'throws.ts': toy({ step: "if (state.ticks === 3) throw new TypeError('three is too many');" }),
  'idle.ts': toy({ properties: "eventually('it is done', () => false)" }),
  'empty.ts': toy({ properties: "sometimes('the moon is full', 2, () => false)" }),
  'shared.ts': toy({ top: 'let shared = 0;', step: 'shared++; return { state: { ticks: shared }, effects: [tick] };' }),
  'clock.ts': toy({ step: 'Date.now();' }),
  'writes.ts': toy({ step: 'if (state.ticks === 3) state.ticks++;' }),
  'hangs.ts': toy({ step: 'if (state.ticks === 3) for (;;);' }),
  'prints.ts': toy({ step: "if (state.ticks === 3) console.log('tick', { three: 3 });" }),
  'good.jsonl': '',
});

afterAll(() => folder.remove());

/** One worker will do: each has to be started. */
const run = (...args: readonly string[]): Promise<Outcome> => faultline(folder.path, args[0] === 'hunt' || args[0] === 'mutants' ? [...args, '--workers', '1'] : args);

function objectOf({ out }: Outcome): Readonly<Record<string, unknown>> {
  const lines = out.trimEnd().split('\n');
  expect(lines, 'one line of JSON, and nothing else').toHaveLength(1);
  const parsed: Readonly<Record<string, unknown>> = JSON.parse(lines[0] ?? '');
  return parsed;
}

const fileNames = (path: string): readonly string[] => (existsSync(path) ? readdirSync(path) : []);

describe('faultline', () => {
  let outcomes: readonly Outcome[] = [];
  const verbs = ['list', 'run', 'hunt', 'campaign', 'replay', 'show', 'shrink', 'blame', 'when', 'check', 'new', 'mutants'] as const;

  beforeAll(async () => {
    outcomes = await faultlines(folder.path, [['--help'], ['--version'], ...verbs.map((verb) => [verb, '--help']), ['help', 'hunt']]);
  }, 120_000);

  test('lists its verbs, its exit codes and examples', () => {
    const [help] = outcomes;
    expect(help?.code).toBe(0);
    for (const verb of verbs) expect(help?.out).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect(help?.out).toContain('Exit codes:');
    expect(help?.out).toContain('$ faultline hunt');
  });

  test('says its version', () => {
    expect(outcomes[1]).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test.each(verbs)('%s --help has examples and the shape of its JSON', (verb) => {
    const help = outcomes[2 + verbs.indexOf(verb)];
    expect(help?.code).toBe(0);
    expect(help?.out).toContain('Examples:');
    expect(help?.out).toContain(`$ faultline ${verb}`);
    expect(help?.out).toContain('JSON: { verb, exitCode');
  });

  test('help hunt is hunt --help', () => {
    expect(outcomes.at(-1)).toEqual(outcomes[2 + verbs.indexOf('hunt')]);
  });
});

describe('list', () => {
  test('names every scenario with its title, and filters', async () => {
    const [all, some, json] = await faultlines(folder.path, [['list'], ['list', 'KV/ver'], ['list', 'lock', '--json']]);
    expect(all?.out).toMatch(/^kv\/versioned +\S.*\n/m);
    expect(some?.out).toMatch(/^kv\/versioned /m);
    expect(some?.out).not.toContain('lock');
    const object = json === undefined ? {} : objectOf(json);
    expect(object).toMatchObject({ verb: 'list', exitCode: 0 });
    expect(object['scenarios']).toContainEqual(expect.objectContaining({ name: 'lock/contended', protocols: expect.arrayContaining(['lockClient']), heavy: expect.any(Boolean) }));
  });

  test('names every mutant with --mutants', async () => {
    const [people, json] = await faultlines(folder.path, [['list', '--mutants'], ['list', '--mutants', 'KV-09', '--json']]);
    expect(people?.out).toMatch(/^KV-09 +versionedServer/m);
    expect(json === undefined ? {} : objectOf(json)).toMatchObject({ mutants: [{ id: 'KV-09', protocol: 'versionedServer' }] });
  });
});

describe('run', () => {
  const cases = ['fine', 'unsafe', 'throws', 'idle', 'shared', 'clock', 'writes', 'prints'] as const;
  let outcomes: ReadonlyMap<string, Outcome> = new Map();

  beforeAll(async () => {
    const found = await faultlines(folder.path, cases.map((name) => ['run', `./${name}.ts`, '--seed', '7', '--checked', '--corpus', name]));
    outcomes = new Map(cases.map((name, i) => [name, found[i] ?? { code: null, out: '', err: '' }]));
  }, 120_000);

  test.each([
    ['fine', 0],
    ['unsafe', 10],
    ['throws', 10],
    ['idle', 12],
    ['shared', 13],
    ['clock', 13],
    ['writes', 13],
    ['prints', 0],
  ] as const)('%s ends with the exit code %i', (name, code) => {
    expect(outcomes.get(name)).toMatchObject({ code });
  });

  test('a pass says its events, its hash and that it is one, and keeps nothing', () => {
    expect(outcomes.get('fine')?.out).toMatch(/^fine\.ts: A node that ticks\nseed 7: \d+ events in 5 ms, hash [0-9a-f]{16}\n(?:.*\n)*pass\n$/);
    expect(fileNames(join(folder.path, 'fine'))).toEqual([]);
  });

  test('a failure names its property, keeps a capsule, and prints the one command that replays it', () => {
    const { out } = outcomes.get('unsafe') ?? { out: '' };
    expect(out).toContain('safety: few ticks');
    const [capsule] = fileNames(join(folder.path, 'unsafe'));
    expect(out).toContain(`replay: faultline replay unsafe/${capsule}`);
  });

  test("an error of the user's code is shown with the line in the user's own file", () => {
    expect(outcomes.get('throws')?.out).toMatch(/TypeError: three is too many\n(?:.*\n)*\s+at Object\.step \(throws\.ts:9:34\)/);
  });

  test('nondeterminism is named with node, step and field', () => {
    expect(outcomes.get('shared')?.out).toMatch(/node 0.*step 2.*on timeout tick: .*state\.ticks/);
    expect(outcomes.get('clock')?.out).toMatch(/node 0.*step 2.*: Date.*is not part of a node's input/);
  });

  test('what a node does to its input is replayed, told and shrunk under the same checks, with its line', async () => {
    const [capsule = ''] = fileNames(join(folder.path, 'writes'));
    const path = `writes/${capsule}`;
    const [replayed, shown, shrunk] = await faultlines(folder.path, [['replay', path], ['show', path], ['shrink', path, '--out', 'writes.capsule']]);
    expect(replayed).toMatchObject({ code: 13, out: expect.stringContaining('nondeterministic: checked step by step, it fails as the capsule says') });
    expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/at Object\.step \(writes\.ts:9:\d+\)/) });
    expect(shown?.out.trimEnd().split('\n').at(-1)).toMatch(/#5 .*timer tick {2}=> {2}breaks the law 'nothing given/);
    expect(shrunk).toMatchObject({ code: 0, out: expect.stringContaining('nothing can be taken away') });
  });

  test('what a node prints goes to the standard error', () => {
    const { out, err } = outcomes.get('prints') ?? { out: '', err: '' };
    expect(err).toContain('tick { three: 3 }');
    expect(out).not.toContain('three');
  });

  test('--json is one object on the standard output, and people still read the rest', async () => {
    const outcome = await run('run', 'unsafe.ts', '--seed', '7', '--json', '--corpus', 'unsafe');
    expect(outcome.err).toContain('safety: few ticks');
    expect(objectOf(outcome)).toMatchObject({
      verb: 'run',
      exitCode: 10,
      verdict: 'safety',
      scenario: 'unsafe.ts',
      title: 'A node that ticks',
      seed: 7,
      mutant: null,
      failure: { kind: 'safety', property: 'few ticks', node: 0, stack: [] },
      events: expect.any(Number),
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      counters: { faults: { crash: 0 }, sent: 0 },
      replay: expect.stringContaining('faultline replay unsafe/'),
    });
  });

  test('a run that hangs is given up, and its capsule is kept', async () => {
    const outcome = await run('run', 'hangs.ts', '--seed', '7', '--patience', '1s', '--corpus', 'hung', '--json');
    expect(outcome.code).toBe(12);
    expect(objectOf(outcome)).toMatchObject({ failure: { property: 'every run comes back', message: expect.stringContaining('no end after') } });
    const [capsule = ''] = fileNames(join(folder.path, 'hung'));
    const again = await run('replay', `hung/${capsule}`, '--patience', '1s', '--json');
    expect(again.code).toBe(12);
    expect(objectOf(again)).toMatchObject({ verdict: 'still fails' });
    const shrunk = await run('shrink', `hung/${capsule}`);
    expect(shrunk).toMatchObject({ code: 2, err: 'error: the run of this capsule was given up before its end: there is nothing to shrink\n' });
  });
});

describe('hunt', () => {
  test('runs the seeds it is told to, from 0 on, and says for each scenario how it went', async () => {
    const outcome = await run('hunt', './fine.ts', 'kv/versioned', '--seeds', '20', '--corpus', 'none');
    expect(outcome.code).toBe(0);
    expect(outcome.out).toContain('from seed 0 on');
    expect(outcome.out).toMatch(/^scenario +seeds +events +seeds\/s +new +first failing +verdict$/m);
    expect(outcome.out).toMatch(/^fine\.ts +20 .* pass$/m);
    expect(outcome.out).toMatch(/^kv\/versioned +20 .* pass$/m);
    expect(outcome.out).toMatch(/^pass: 40 seeds \(2 of them run twice\)/m);
    expect(fileNames(join(folder.path, 'none'))).toEqual([]);
  });

  test('shrinks and keeps what fails, and tries it first the next time', async () => {
    const first = await run('hunt', 'kv/versioned', '--mutant', 'KV-09', '--seeds', '50', '--corpus', 'kept', '--json');
    expect(first.code).toBe(11);
    const [capsule, ...others] = fileNames(join(folder.path, 'kept'));
    expect(others, 'one capsule for one signature').toEqual([]);
    expect(objectOf(first)).toMatchObject({
      verdict: 'not linearizable',
      mutant: 'KV-09',
      from: 0,
      stopped: false,
      scenarios: [{ name: 'kv/versioned', seeds: 50, checked: 1, verdict: 'not linearizable', situationsMissed: [] }],
      findings: [{ verdict: 'not linearizable', capsule: `kept/${capsule}`, replay: `faultline replay kept/${capsule}`, shrunk: { isMinimal: true } }],
      kept: [],
    });
    const second = await run('hunt', 'kv/versioned', '--mutant', 'KV-09', '--seeds', '1', '--bail', '--corpus', 'kept', '--json');
    expect(objectOf(second)).toMatchObject({ kept: [{ path: `kept/${capsule}`, verdict: 'identical' }], scenarios: [{ seeds: 0 }] });
    const without = await run('hunt', 'kv/versioned', '--seeds', '1', '--corpus', 'kept', '--json');
    expect(objectOf(without), 'capsules of a mutant say nothing about the correct code').toMatchObject({ exitCode: 0, kept: [] });
  });

  test('shrinks a kept capsule that an earlier hunt had no time to shrink', async () => {
    const again = ['hunt', 'kv/versioned', '--mutant', 'KV-09', '--seeds', '10', '--bail', '--corpus', 'unshrunk', '--json'];
    const first = objectOf(await run(...again, '--no-shrink'));
    expect(first).toMatchObject({ findings: [{ shrunk: null }] });
    const second = objectOf(await run(...again));
    const [capsule, ...others] = fileNames(join(folder.path, 'unshrunk'));
    expect(others).toEqual([]);
    expect(second).toMatchObject({ kept: [{ verdict: 'identical' }], scenarios: [{ seeds: 0 }], findings: [{ capsule: `unshrunk/${capsule}`, shrunk: { isMinimal: true } }] });
    expect(objectOf(await run(...again))).toMatchObject({ findings: [{ capsule: `unshrunk/${capsule}`, shrunk: { isMinimal: true } }] });
  });

  test('a situation that is never reached makes it vacuous', async () => {
    const outcome = await run('hunt', 'empty.ts', '--seeds', '5', '--corpus', 'none');
    expect(outcome.code).toBe(15);
    expect(outcome.out).toContain('vacuous: never reached the moon is full');
  });

  test('of several verdicts the exit code is that of the most severe', async () => {
    const outcome = await run('hunt', 'empty.ts', 'idle.ts', 'unsafe.ts', 'fine.ts', '--seeds', '5', '--no-shrink', '--corpus', 'many', '--json');
    expect(outcome.code).toBe(10);
    const verdicts = ['vacuous', 'liveness', 'safety', 'pass'].map((verdict) => expect.objectContaining({ verdict }));
    expect(objectOf(outcome)['scenarios']).toEqual(verdicts);
  });

  test('a seed that hangs is a finding, and the hunt goes on', async () => {
    const outcome = await run('hunt', 'hangs.ts', 'fine.ts', '--seeds', '1', '--patience', '1s', '--corpus', 'hung', '--json');
    expect(outcome.code).toBe(12);
    expect(objectOf(outcome)).toMatchObject({ scenarios: [{ verdict: 'liveness', firstFailingSeed: 0 }, { verdict: 'pass', seeds: 1 }] });
  });

  test('a timed hunt begins at a seed of its own, which it says, and ends in time', async () => {
    const outcome = await run('hunt', 'fine.ts', '--for', '300ms', '--corpus', 'none');
    expect(outcome.code).toBe(0);
    expect(outcome.out).toMatch(/^hunting 1 scenario for 300 ms from seed \d+ on, 1 worker$/m);
  });

  test('the name of a group stands for its members', async () => {
    const outcome = await run('hunt', 'kv', '--seeds', '1', '--no-shrink', '--corpus', 'none', '--json');
    const scenarios = objectOf(outcome)['scenarios'];
    expect(scenarios).toContainEqual(expect.objectContaining({ name: 'kv/versioned' }));
    expect(scenarios).not.toContainEqual(expect.objectContaining({ name: expect.stringMatching(/^lock/) }));
  });
});

describe('a kept failure', () => {
  let path = '';
  let size = 0;

  beforeAll(async () => {
    const outcome = await run('hunt', 'kv/versioned', '--mutant', 'KV-12', '--seeds', '30', '--bail', '--no-shrink', '--corpus', 'one');
    expect(outcome.code).toBe(11);
    path = `one/${fileNames(join(folder.path, 'one'))[0]}`;
    size = statSync(join(folder.path, path)).size;
  }, 120_000);

  test('replays to the same bytes, with its exit code and the end of its story', async () => {
    const [people, json] = await faultlines(folder.path, [['replay', path], ['replay', path, '--json', '--story']]);
    expect(people?.code).toBe(11);
    expect(people?.out).toMatch(/^identical: the same [\d,]+ events as in the capsule, hash [0-9a-f]{16}$/m);
    expect(people?.out).toContain('not linearizable: linearizable');
    expect(people?.out.trimEnd().split('\n').at(-1)).toMatch(/#\d+ +[sc]\d/);
    expect(json === undefined ? {} : objectOf(json)).toMatchObject({ verb: 'replay', verdict: 'identical', codeChanged: false, difference: null, story: expect.arrayContaining([expect.objectContaining({ step: 1, who: 's0', text: 'starts' })]) });
  });

  test('is told as a story: header, plan in words, one line per event', async () => {
    const [people, json] = await faultlines(folder.path, [['show', path, '--full'], ['show', path, '--json']]);
    expect(people?.code).toBe(0);
    expect(people?.out).toMatch(/^kv\/versioned: .*\nseed \d+, mutant KV-12, [\d,]+ events, by faultline/);
    expect(people?.out).toMatch(/^  c\d: \d+ operations?$/m);
    expect(people?.out).toMatch(/^ +0 ms +#1 +s0 +starts$/m);
    const object = json === undefined ? {} : objectOf(json);
    expect(object).toMatchObject({ verb: 'show', exitCode: 0, mutant: 'KV-12', shrunk: false, plan: expect.any(Array), failure: { kind: 'notLinearizable' } });
  });

  test('shrinks to a smaller one, and to a scenario file that fails in the same way', async () => {
    const outcome = await run('shrink', path, '--out', 'small.capsule', '--scenario', 'bug.ts', '--json');
    expect(outcome.code).toBe(0);
    expect(objectOf(outcome)).toMatchObject({ verb: 'shrink', isMinimal: true, capsule: 'small.capsule', scenarioFile: 'bug.ts', failure: { kind: 'notLinearizable' } });
    expect(statSync(join(folder.path, 'small.capsule')).size).toBeLessThan(size);
    const again = /faultline (run bug\.ts .*)$/m.exec(readFileSync(join(folder.path, 'bug.ts'), 'utf8'))?.[1]?.split(' ') ?? [];
    const [replayed, rerun] = await faultlines(folder.path, [['replay', 'small.capsule'], [...again, '--corpus', 'none2']]);
    expect(replayed).toMatchObject({ code: 11, out: expect.stringContaining('identical') });
    expect(rerun).toMatchObject({ code: 11, out: expect.stringContaining('not linearizable') });
  });

  test('that is shrunk in its folder takes the place of the larger one', async () => {
    const outcome = await run('shrink', path, '--json');
    const [kept, ...others] = fileNames(join(folder.path, 'one'));
    expect(others).toEqual([]);
    expect(`one/${kept}`).not.toBe(path);
    const printed = await run('replay', path);
    expect(printed, 'the command that was printed before stays valid').toMatchObject({ code: 11, out: expect.stringContaining(`${path} has given way to one/${kept}, of the same failure\n`) });
    const both = await run('show', `one/${kept}`, 'small.capsule');
    expect(both).toMatchObject({ code: 2, err: expect.stringMatching(/^error: expected one capsule, got 2: name one of them\n  one\/.*: kv\/versioned, seed \d+, mutant KV-12, notLinearizable: .*\n  small\.capsule: /) });
    expect(objectOf(outcome)).toMatchObject({ capsule: `one/${kept}`, before: { size: expect.any(Number) }, after: { size: expect.any(Number) } });
  });
});

describe('replay', () => {
  test('of a seed compares two runs of it', async () => {
    const [same, other] = await faultlines(folder.path, [['replay', 'fine.ts', '--seed', '3'], ['replay', 'shared.ts', '--seed', '3']]);
    expect(same).toMatchObject({ code: 0, out: expect.stringMatching(/identical: the same \d+ events as in a second run/) });
    expect(other).toMatchObject({ code: 13, out: expect.stringContaining('state.ticks') });
  });

  test('says of changed code whether it still fails, is fixed, or fails in another way', async () => {
    const capped = (most: number, name = 'few ticks'): string => toy({ properties: `always('${name}', 'server', (state: { ticks: number }) => state.ticks < ${most})` });
    folder.write('changes.ts', capped(100));
    await run('run', 'changes.ts', '--seed', '1', '--corpus', 'changing');
    const path = `changing/${fileNames(join(folder.path, 'changing'))[0]}`;
    const verdicts: unknown[] = [];
    for (const text of [capped(100), capped(90), capped(10_000), capped(90, 'other')]) {
      folder.write('changes.ts', text);
      const { verdict, exitCode, codeChanged } = objectOf(await run('replay', path, '--json'));
      verdicts.push([verdict, exitCode, codeChanged]);
    }
    expect(verdicts).toEqual([['identical', 10, false], ['still fails', 10, true], ['fixed', 0, true], ['drifted', 10, true]]);
  });

  test('names the first event that differs where the same code does something else', async () => {
    folder.write('moody.ts', toy({ top: 'let runs = 0;', step: "if (state.ticks === 0) runs++; if (state.ticks === 20 && runs === 2) return { state: { ticks: 21 }, effects: [] }; if (state.ticks === 50) throw new Error('late');" }));
    await run('run', 'moody.ts', '--seed', '1', '--corpus', 'moody');
    const path = `moody/${fileNames(join(folder.path, 'moody'))[0]}`;
    const outcome = await run('replay', path, '--json');
    expect(outcome.code).toBe(13);
    expect(objectOf(outcome)).toMatchObject({ verdict: 'nondeterministic', difference: { kind: 'nondeterminism', node: 0, step: expect.any(Number), message: expect.stringMatching(/node 0, step \d+, on timeout tick/) } });
  });

  test("finds a scenario file beside the capsule's folder from anywhere", async () => {
    const capsule = fileNames(join(folder.path, 'unsafe')).length === 0 ? '' : `unsafe/${fileNames(join(folder.path, 'unsafe'))[0]}`;
    const elsewhere = new Folder();
    const outcome = await faultline(elsewhere.path, ['replay', join(folder.path, capsule)]);
    elsewhere.remove();
    expect(outcome).toMatchObject({ code: 10, out: expect.stringContaining('safety: few ticks') });
  });
});

describe('check', () => {
  const write = (client: number, value: number): object => ({ clientId: client, input: { op: 'write', key: 'x', value }, output: { ok: true }, call: 0, return: 10 });
  const read = (value: number): object => ({ clientId: 9, input: { op: 'read', key: 'x' }, output: { value }, call: 20, return: 30 });
  const history = (...operations: readonly object[]): string => operations.map((operation) => JSON.stringify(operation)).join('\n');

  test('says whether a history is linearizable, and explains why not', async () => {
    folder.write('good.jsonl', history(write(0, 1), write(1, 2), write(2, 3), read(1)));
    folder.write('bad.jsonl', history(write(0, 1), read(2)));
    folder.write('twice.jsonl', history(write(0, 1), write(1, 1), write(2, 3), write(3, 3), read(1), { ...Object(read(3)), call: 40, return: 50 }));
    const [good, bad, json, unknown] = await faultlines(folder.path, [
      ['check', 'good.jsonl', '--model', 'register'],
      ['check', 'bad.jsonl', '--model', 'register'],
      ['check', 'bad.jsonl', '--model', 'register', '--format', 'jsonLines', '--json'],
      ['check', 'twice.jsonl', '--model', 'register', '--budget', '1'],
    ]);
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining('Linearizable') });
    expect(bad).toMatchObject({ code: 11, out: expect.stringMatching(/^bad\.jsonl: read as jsonLines, told from its text\nNot linearizable: .*\nread\(\) by client 9 returned 2, but nobody can have left what it must have found\.\n/) });
    expect(bad).toMatchObject({ out: expect.stringContaining('No legal order gets past this operation') });
    expect(json === undefined ? {} : objectOf(json)).toMatchObject({ verb: 'check', exitCode: 11, verdict: 'not linearizable', model: 'register', format: 'jsonLines', statistics: { operations: 2 } });
    expect(unknown).toMatchObject({ code: 14, out: expect.stringContaining('Unknown: not decided within a budget of 1') });
  });
});

describe('check --consistency', () => {
  const write = (value: number, call: number): object => ({ clientId: 0, input: { op: 'write', key: 'x', value }, output: { ok: true }, call, return: call + 1 });
  const late = [write(1, 0), write(2, 10), { clientId: 1, input: { op: 'read', key: 'x' }, output: { value: 1 }, call: 15, return: 16 }];

  test('asks for something weaker by name', async () => {
    folder.write('late.jsonl', late.map((operation) => JSON.stringify(operation)).join('\n'));
    const check = ['check', 'late.jsonl', '--model', 'register', '--consistency'];
    const [strict, sequential, tooLate, inTime, wrong, unbounded] = await faultlines(folder.path, [
      [...check, 'linearizable'],
      [...check, 'sequential', '--json'],
      [...check, 'stale:3'],
      [...check, 'stale:4'],
      [...check, 'sequentail'],
      [...check, 'stale:-1'],
    ]);
    expect(strict).toMatchObject({ code: 11 });
    expect(sequential === undefined ? {} : objectOf(sequential)).toMatchObject({ exitCode: 0, verdict: 'sequentially consistent', consistency: 'sequential', statistics: { operations: 3 } });
    expect(tooLate).toMatchObject({ code: 11, out: expect.stringContaining('With reads that may be late by 3: Not linearizable') });
    expect(inTime).toMatchObject({ code: 0, out: expect.stringContaining('With reads that may be late by 4: Linearizable') });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("did you mean 'sequential'") });
    expect(unbounded).toMatchObject({ code: 2, err: expect.stringContaining('expected a bound of 0 or more') });
  });
});

describe('a page', () => {
  test('is drawn of a run, and of a capsule, whose calls are not linearizable, with its faults', async () => {
    const pages = new Folder();
    const drawn = await faultline(pages.path, ['run', 'kv/versioned', '--seed', '4', '--mutant', 'KV-12', '--html', 'run.html', '--json']);
    const { capsule, html } = objectOf(drawn);
    expect(html).toBe('run.html');
    const page = readFileSync(join(pages.path, 'run.html'), 'utf8');
    expect(page).toContain('kv/versioned, seed 4, mutant KV-12');
    expect(page).toMatch(/"faults":\[\{"text":"/);
    const again = await faultline(pages.path, ['replay', String(capsule), '--html', 'replay.html']);
    expect(again).toMatchObject({ code: 11, out: expect.stringContaining('drawn in replay.html') });
    expect(readFileSync(join(pages.path, 'replay.html'), 'utf8')).toBe(page);
    const taken = await faultline(pages.path, ['run', 'kv/versioned', '--seed', '4', '--html', 'run.html']);
    expect(taken).toMatchObject({ code: 2, err: 'error: run.html: there is such a file already, and it stays as it is\n' });
    pages.remove();
  });
});

describe('new', () => {
  test('writes a scenario that runs at once, in at most 25 lines, and overwrites nothing', async () => {
    const [first] = await faultlines(folder.path, [['new', 'mine', '--json']]);
    expect(first === undefined ? {} : objectOf(first)).toEqual({ verb: 'new', exitCode: 0, file: 'mine.ts', next: 'faultline hunt ./mine.ts --for 10s' });
    const text = readFileSync(join(folder.path, 'mine.ts'), 'utf8');
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(25);
    const [hunted, again] = await faultlines(folder.path, [['hunt', './mine.ts', '--seeds', '50', '--workers', '1', '--corpus', 'none'], ['new', 'mine.ts']]);
    expect(hunted).toMatchObject({ code: 0, out: expect.stringMatching(/^mine\.ts +50 .* pass$/m) });
    expect(again).toMatchObject({ code: 2, err: 'error: mine.ts: there is such a file already, and it stays as it is\n' });
    expect(readFileSync(join(folder.path, 'mine.ts'), 'utf8')).toBe(text);
  });
});

describe('mutants', () => {
  test('finds a bug, and says how much it took and which property fired', async () => {
    const outcome = await run('mutants', 'KV-12', '--in', 'kv', '--seconds', '20', '--corpus', 'hunted', '--html', 'mutants.html', '--json');
    expect(outcome.code).toBe(0);
    expect(outcome.err).toContain('all 1 mutant found');
    expect(readFileSync(join(folder.path, 'mutants.html'), 'utf8')).toContain('badge good">all found');
    expect(objectOf(outcome)).toMatchObject({
      verdict: 'pass',
      mutants: [{ id: 'KV-12', hunted: true, found: true, property: expect.any(String), seeds: expect.any(Number), events: expect.any(Number), wallSeconds: expect.any(Number), shrunk: { steps: expect.any(Number) } }],
    });
  });

  test('hunts in the scenarios that it is told, also the bugs of a family', async () => {
    const outcome = await run('mutants', 'RAFT-LOG-01', '--in', 'replicated-kv/clients-view/busy', '--seconds', '20', '--no-shrink', '--corpus', 'hunted', '--json');
    expect(objectOf(outcome)).toMatchObject({ mutants: [{ id: 'RAFT-LOG-01', found: true, scenario: 'replicated-kv/clients-view/busy' }] });
  });
});

describe('colours', () => {
  test('are for terminals; FORCE_COLOR asks for them, NO_COLOR takes them away', async () => {
    const coloured = (env: Readonly<Record<string, string>>): Promise<Outcome> => faultline(folder.path, ['run', 'fine.ts', '--seed', '1', '--corpus', 'none'], { env });
    const [plain, forced, refused] = await Promise.all([coloured({}), coloured({ FORCE_COLOR: '1' }), coloured({ NO_COLOR: '1' })]);
    expect(plain.out).not.toContain('\u001b[');
    expect(forced.out).toContain('\u001b[32mpass\u001b[39m');
    expect(refused.out).not.toContain('\u001b[');
  });
});
