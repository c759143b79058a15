import { expect as check, describe, test } from 'vitest';
import { milliseconds, seconds } from '../sim/core/time.ts';
import { Turn } from '../sim/core/turn.ts';
import type { NodeId, Protocol, Vocabulary } from '../sim/core/protocol.ts';
import { all, ask as question, call, expect, inflict, rest, sleep, type Script, type Story } from '../sim/hosts/script.ts';
import { emptyPlan, type Plan } from '../sim/world/plan.ts';
import { afterwards, always, eventually, sometimes, tracked } from '../properties/property.ts';
import { planArbitrary, planOf } from '../properties/schedules/plan-arbitrary.ts';
import { at, scenario, swarm, times, when, type Scenario, type ScenarioSpec } from './scenario.ts';
import { planSpaceOf, ScenarioRun, type Report } from './setup.ts';

interface EchoWords extends Vocabulary {
  readonly state: { readonly heard: number };
  readonly message: { readonly id: number };
}

/** Answers what it hears. */
const echo: Protocol<EchoWords> = {
  name: 'echo',
  milestones: { fifthHeard: { holds: (before, _event, after) => before.heard === 4 && after.heard === 5 } },
  start: () => ({ state: { heard: 0 }, effects: [] }),
  step(state, event) {
    const turn = new Turn<EchoWords>(state);
    if (event.kind === 'message') {
      turn.state.heard++;
      turn.send(event.from, event.message);
    }
    return turn.end();
  },
};

interface CallerWords extends Vocabulary {
  readonly state: { readonly server: NodeId; readonly open: number | null };
  readonly message: { readonly id: number };
  readonly timer: 'retry';
  readonly request: string;
}

const caller: Protocol<CallerWords> = {
  name: 'caller',
  start: (_self, [server = 0]) => ({ state: { server, open: null }, effects: [] }),
  step(state, event) {
    const turn = new Turn<CallerWords>(state);
    if (event.kind === 'request') turn.state.open = event.id;
    if (event.kind === 'message' && event.message.id === turn.state.open) {
      turn.reply(event.message.id, 'echoed');
      turn.state.open = null;
    }
    if (turn.state.open === null) turn.cancelTimer('retry');
    else if (event.kind !== 'message') {
      turn.send(state.server, { id: turn.state.open });
      turn.setTimer('retry', milliseconds(100));
    }
    return turn.end();
  },
};

const written = (spec: Partial<ScenarioSpec>): Scenario => scenario({ title: 'toy', servers: [echo], clients: times(2, caller), properties: [], ...spec });

function run(story: Scenario, seed = 1, plan: Plan = planOf(planArbitrary(planSpaceOf(story)), seed)): Report {
  return new ScenarioRun(story, { seed, plan }).run();
}

const ask = (node: NodeId): ReturnType<typeof call<string>> => call<string>(node, 'hello');

const askTimes = (count: number): Script =>
  function* ({ clients: [node = 1] }) {
    for (let i = 0; i < count; i++) yield* ask(node);
  };

const crashServer = { kind: 'crash', node: 0, down: null, power: { survivors: 0, torn: false } } as const;

/** As a file whose types nobody checks may have them. */
const misspeltLimits = { duration: 9, durations: 5 };
const misspeltBudget = { maxDamaged: 0, maxdown: 1 };

describe('the two phases', () => {
  test('a run whose work is done passes', () => {
    const report = run(written({ scripts: [askTimes(3)] }));
    check(report.failure).toBeNull();
    check(report.calls.map(({ result }) => result)).toEqual(['echoed', 'echoed', 'echoed']);
  });

  test('a server that is down at the end of the first phase is healed, and the open call returns', () => {
    const report = run(written({ scripts: [askTimes(2)], faults: [at(0, crashServer)], limits: { duration: seconds(1) } }));
    check(report.failure).toBeNull();
    check(report.time).toBeGreaterThan(seconds(1));
    check(report.counters.faults.crash).toBe(1);
  });

  test('a script that polls all the time is as good as any other', () => {
    const polls: Script = function* () {
      for (let left = 30_000; left > 0; left--) yield* sleep(1);
    };
    check(run(written({ scripts: [polls], limits: { duration: seconds(1), steps: 100 } })).failure).toBeNull();
  });

  test.each([
    ['that never waits', function* (): Story { for (;;) yield* rest(); }],
    ['that waits for nothing', function* (): Story { for (;;) yield* sleep(0); }],
  ])('a script %s does not keep the run from ending', (_, script) => {
    const { failure, time } = run(written({ scripts: [script], limits: { duration: seconds(1) } }));
    check(failure).toMatchObject({ kind: 'liveness', property: 'the run ends', message: 'scripts have asked for 1000000 things without any time passing' });
    check(time).toBeLessThan(seconds(1));
  });

  test('a call without an answer within the bound after the heal is a liveness failure that says which call', () => {
    const deaf: Protocol = { ...echo, step: (state) => ({ state, effects: [] }) };
    const { failure } = run(written({ servers: [deaf], scripts: [askTimes(1)], limits: { duration: seconds(1), recovery: seconds(2) } }));
    check(failure).toMatchObject({ kind: 'liveness', property: 'every call returns' });
    check(failure?.message).toBe('no answer to "hello" of client 1 within 2 s after the heal');
  });

  test('a plan may ask for more time than the work takes, but not for more than the first phase may take', () => {
    const story = written({ scripts: [askTimes(1)], limits: { duration: seconds(2) } });
    const plan: Plan = { ...emptyPlan, scripts: [{ script: 0, rounds: null }], faults: [at(seconds(1), crashServer), at(seconds(3), crashServer)] };
    check(run(story, 1, plan).unfired).toEqual([0, 1]);
    check(run(story, 1, { ...plan, lasts: seconds(1) - 1 }).unfired).toEqual([0, 1]);
    check(run(story, 1, { ...plan, lasts: seconds(1) }).unfired).toEqual([1]);
    check(run(story, 1, { ...plan, lasts: seconds(9) })).toMatchObject({ unfired: [1], failure: null });
  });

  test('where no progress is demanded, the same run passes', () => {
    const deaf: Protocol = { ...echo, step: (state) => ({ state, effects: [] }) };
    check(run(written({ servers: [deaf], scripts: [askTimes(1)], limits: { duration: seconds(1), recovery: null } })).failure).toBeNull();
  });

  test('only a majority is healed where the core is a majority: the rest stays broken', () => {
    const crashAll = [0, 1, 2].map((node) => at(0, { ...crashServer, node }));
    const wait: Script = () => sleep(milliseconds(1));
    const story = written({ servers: times(3, echo), scripts: [wait], faults: crashAll, core: 'majority', limits: { duration: seconds(1) }, properties: [eventually('never', () => false)] });
    const prepared = new ScenarioRun(story, { seed: 1, plan: planOf(planArbitrary(planSpaceOf(story)), 1) });
    check(prepared.run().failure).toMatchObject({ kind: 'liveness', property: 'never' });
    const up = [0, 1, 2].filter((node) => prepared.simulation.world.stateOf(node) !== null);
    check(up).toHaveLength(2);
  });

  test('a run that never comes to an end is stopped by its limit of steps', () => {
    const busy: Script = function* () {
      for (;;) yield* sleep(1);
    };
    const spinning: Protocol = { ...echo, start: () => ({ state: { heard: 0 }, effects: [{ kind: 'setTimer', timer: 't', min: 1, max: 1 }] }), step: (state) => ({ state, effects: [{ kind: 'setTimer', timer: 't', min: 1, max: 1 }] }) };
    check(run(written({ servers: [spinning], scripts: [busy], limits: { steps: 500 } })).failure).toMatchObject({ kind: 'liveness', property: 'the run ends' });
  });

  test.each([0, -1, 1.5, Number.NaN])('a script that chooses one of %s is told so', (n) => {
    const story: Script = function* (stage) {
      stage.choose(n);
      yield* sleep(1);
    };
    check(run(written({ scripts: [story] })).failure?.message).toContain(`choose(${n}): expected a whole number of at least 1`);
  });
});

describe('what is said to be true', () => {
  test('always, tracked and afterwards fail the run by their names', () => {
    const few = always<EchoWords['state']>('few are heard', 'server', ({ heard }) => heard < 3 || `${heard} heard`);
    check(run(written({ scripts: [askTimes(4)], properties: [few] })).failure).toMatchObject({ kind: 'safety', property: 'few are heard', message: '3 heard', node: 0 });
    const counted = tracked('at most two steps', () => {
      let steps = 0;
      return () => ++steps <= 2;
    });
    check(run(written({ scripts: [askTimes(1)], properties: [counted] })).failure).toMatchObject({ kind: 'safety', property: 'at most two steps', step: 3 });
    const cheap = afterwards('at most three messages', ({ counters }) => counters.sent <= 3);
    check(run(written({ scripts: [askTimes(4)], properties: [cheap] })).failure).toMatchObject({ kind: 'safety', property: 'at most three messages' });
  });

  test('a tracked property begins anew in each run', () => {
    const once = tracked('fewer than ten steps', () => {
      let steps = 0;
      return () => ++steps < 10;
    });
    const story = written({ scripts: [askTimes(1)], properties: [once] });
    for (let seed = 0; seed < 5; seed++) check(run(story, seed).failure).toBeNull();
  });

  test('situations that were reached are reported', () => {
    const properties = [sometimes<EchoWords>('two heard', 1, ({ role, after }) => role === 'server' && after.heard === 2), sometimes('never', 1, () => false)];
    check(run(written({ scripts: [askTimes(3)], properties })).situations).toEqual(['two heard']);
  });

  test('a written fault whose milestone never comes makes the run vacuous; one that comes strikes', () => {
    const faults = [when(echo.milestones ?? {}, 'fifthHeard', { kind: 'pause', node: 0, lasts: seconds(1) })];
    check(run(written({ scripts: [askTimes(2)], faults })).failure).toMatchObject({ kind: 'vacuous', message: "'fifthHeard' was not reached, or the budget withheld it: no pause" });
    const report = run(written({ scripts: [askTimes(6)], faults }));
    check(report.failure).toBeNull();
    check(report.counters.faults.pause).toBe(1);
  });

  test('faults beyond the budget are withheld and counted', () => {
    const report = run(written({ scripts: [askTimes(2)], faults: [at(0, { ...crashServer, down: 1_000 })], budget: { maxDown: 0 } }));
    check(report.counters).toMatchObject({ withheld: 1, unfired: 1, faults: { crash: 0 } });
    check(report.failure).toMatchObject({ kind: 'vacuous', property: 'every written fault strikes' });
  });

  test('a milestone that no node has is refused, with the nearest that one has', () => {
    const misspelt = (): Scenario => written({ swarm: swarm(['crash'], { milestones: ['fithHeard'] }) });
    check(misspelt).toThrow("no node of this scenario has a milestone 'fithHeard': did you mean 'fifthHeard'?");
  });

  test.each<readonly [string, Partial<ScenarioSpec>]>([
    ["limits has no field 'durations': did you mean 'duration'?", { limits: misspeltLimits }],
    ["budget has no field 'maxdown': did you mean 'maxDown'?", { budget: misspeltBudget }],
    ['network.latencyMin is 5000, more than latencyMax, 100', { network: { latencyMin: 5_000, latencyMax: 100 } }],
  ])('nonsense is refused: %s', (message, spec) => {
    check(() => written(spec)).toThrow(message);
  });

  test('a property that throws is a failure by its name, with the stack', () => {
    const thrower = always('never judged', 'server', () => {
      throw new RangeError('my mistake');
    });
    const { failure } = run(written({ scripts: [askTimes(1)], properties: [thrower] }));
    check(failure).toMatchObject({ kind: 'safety', property: 'never judged', message: 'the property threw RangeError: my mistake' });
    check(failure?.stack).toContain('setup.test.ts');
  });

  test('also when a paused node throws at the heal, where it gets round to what waits for it', () => {
    const broken: Protocol = {
      ...echo,
      step() {
        throw new TypeError('no such thing');
      },
    };
    const faults = [at(1, { kind: 'pause', node: 0, lasts: seconds(5) })];
    const { failure } = run(written({ servers: [broken], scripts: [askTimes(1)], faults, limits: { duration: seconds(1) } }));
    check(failure).toMatchObject({ kind: 'safety', property: 'no step throws', message: 'TypeError: no such thing', node: 0 });
  });

  test('a written fault for a time that the run does not reach makes it vacuous', () => {
    const { failure } = run(written({ scripts: [askTimes(1)], faults: [at(seconds(15), { kind: 'pause', node: 0, lasts: 1 })] }));
    check(failure).toMatchObject({ kind: 'vacuous', message: 'the run was over before 15 s, or the budget withheld it: no pause' });
  });
});

describe('scripts', () => {
  test('what they expect in vain is a safety failure by that name', () => {
    const story: Script = function* () {
      yield* sleep(milliseconds(5));
      expect(false, 'pigs fly', () => 'they walk');
    };
    check(run(written({ scripts: [story] })).failure).toMatchObject({ kind: 'safety', property: 'pigs fly', message: 'pigs fly: they walk', time: milliseconds(5) });
  });

  test('what they throw by mistake is told with its stack', () => {
    const story: Script = function* () {
      yield* sleep(1);
      throw new RangeError('my mistake');
    };
    const { failure } = run(written({ scripts: [story] }));
    check(failure).toMatchObject({ kind: 'safety', property: 'scripts end without an error', message: 'RangeError: my mistake' });
    check(failure?.stack).toContain('setup.test.ts');
  });

  test('parts run side by side, and the whole goes on when all have ended', () => {
    const order: string[] = [];
    const part = function* (name: string, lasts: number): Story {
      yield* sleep(lasts);
      order.push(name);
    };
    const story: Script = function* () {
      yield* all([part('slow', 30), part('quick', 10)]);
      yield* all([]);
      order.push('end');
    };
    check(run(written({ scripts: [story] })).failure).toBeNull();
    check(order).toEqual(['quick', 'slow', 'end']);
  });

  test('they inflict faults by hand', () => {
    const story: Script = function* ({ clients: [node = 1], stateOf }) {
      yield* inflict({ ...crashServer, down: milliseconds(300) });
      expect(stateOf(0) === null, 'the server is down');
      yield* ask(node);
    };
    const report = run(written({ scripts: [story] }));
    check(report.failure).toBeNull();
    check(report.time).toBeGreaterThan(milliseconds(300));
  });

  test('a plan may leave a script out, or end it at a resting point', () => {
    const story: Script = function* ({ clients: [node = 1] }) {
      for (let i = 0; i < 5; i++) {
        yield* rest();
        yield* ask(node);
      }
    };
    const scripts = [story];
    const calls = (plan: Partial<Plan>): number => run(written({ scripts }), 1, { ...emptyPlan, ...plan }).calls.length;
    check(calls({ scripts: [{ script: 0, rounds: null }] })).toBe(5);
    check(calls({ scripts: [{ script: 0, rounds: 2 }] })).toBe(2);
    check(calls({ scripts: [] })).toBe(0);
  });

  test('a client that crashes ends the script that waits for it', () => {
    const story: Script = function* ({ clients: [node = 1] }) {
      yield* all([ask(node), inflict({ ...crashServer, node, down: milliseconds(10) })].map(function* (part) {
        yield* part;
      }));
    };
    check(run(written({ scripts: [story] })).failure).toBeNull();
  });

  test('a question to a node that is down, or goes down before it answers, is answered with null, and the script goes on', () => {
    const answers: unknown[] = [];
    const story: Script = function* ({ clients: [node = 1, other = 2] }) {
      const put = function* (to: NodeId): Story {
        answers.push(yield* question(to, 'hello'));
      };
      yield* put(other);
      yield* all([put(node), inflict({ ...crashServer, node, down: null })]);
      yield* put(node);
      yield* inflict({ kind: 'restart', node });
      yield* put(node);
    };
    check(run(written({ scripts: [story] })).failure).toBeNull();
    check(answers).toEqual(['echoed', null, null, 'echoed']);
  });

  test('a question that nobody waits for any more is a call all the same, once the next process receives it', () => {
    const story: Script = function* ({ clients: [node = 1] }) {
      const asks: Story = (function* () {
        yield* question(node, 'hello');
      })();
      yield* all([asks, inflict({ ...crashServer, node, down: null })]);
      yield* inflict({ kind: 'restart', node });
      yield* sleep(seconds(1));
    };
    const { failure, calls } = run(written({ scripts: [story] }));
    check(failure).toBeNull();
    check(calls.map(({ call, return: returned }) => ({ isReceived: call !== null, returned }))).toEqual([{ isReceived: true, returned: null }]);
  });

  test('see the steps of nodes from the moment they ask for it, what is counted, and what is on a disk', () => {
    const steps: string[] = [];
    const sent: number[] = [];
    const story: Script = function* ({ clients: [node = 1], watch, counters, recordsOf }) {
      yield* ask(node);
      watch(({ node: who, event }) => void steps.push(`${who} ${event.kind}`));
      sent.push(counters().sent);
      yield* ask(node);
      sent.push(counters().sent);
      expect(recordsOf(0).length === 0, 'an echo stores nothing');
    };
    check(run(written({ scripts: [story] })).failure).toBeNull();
    check(steps).toEqual(['1 request', '0 message', '1 message']);
    check(sent).toEqual([2, 4]);
  });

  test('what one expects of a step in vain fails there, and what it throws by mistake is the script\'s', () => {
    const watching = (see: () => void): Script =>
      function* ({ clients: [node = 1], watch }) {
        watch(see);
        yield* ask(node);
      };
    check(run(written({ scripts: [watching(() => expect(false, 'nothing happens'))] })).failure).toMatchObject({ kind: 'safety', property: 'nothing happens' });
    const mistaken = watching(() => {
      throw new RangeError('my mistake');
    });
    check(run(written({ scripts: [mistaken] })).failure).toMatchObject({ kind: 'safety', property: 'scripts end without an error', message: 'RangeError: my mistake' });
  });
});

describe('errors of nodes', () => {
  test('what a node throws is a finding with the node and the stack', () => {
    const broken: Protocol = {
      ...echo,
      step() {
        throw new TypeError('no such thing');
      },
    };
    const { failure } = run(written({ servers: [broken], scripts: [askTimes(1)] }));
    check(failure).toMatchObject({ kind: 'safety', property: 'no step throws', message: 'TypeError: no such thing', node: 0 });
    check(failure?.stack).toContain('setup.test.ts');
  });
});

describe('disks', () => {
  const reader: Protocol<EchoWords> = { ...echo, name: 'reader', start: (_self, _nodes, disk) => ({ state: { heard: disk.length }, effects: [] }) };
  const heard: number[] = [];
  const look = always<EchoWords['state']>('looks', 'server', (state) => {
    heard.push(state.heard);
    return true;
  });

  test('servers start from the records that are given', () => {
    run(scenario({ title: 'two', servers: times(2, reader), disks: [['a', 'b', 'c']], properties: [look] }));
    check(heard.slice(0, 2)).toEqual([3, 0]);
  });

  test('of servers that there are not are refused', () => {
    check(() => scenario({ title: 'one', servers: [reader], disks: [[], ['a']], properties: [] })).toThrow('disks for 2 servers, but there are 1');
  });
});
