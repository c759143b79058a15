import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../sim/world/view.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import type { Operation } from '../properties/history.ts';
import { models } from '../properties/linearizability/models/index.ts';
import type { RegisterInput, RegisterOutput } from '../properties/linearizability/models/register.ts';
import { afterwards, linearizable, type Linearizable } from '../properties/property.ts';
import { planArbitrary, planOf } from '../properties/schedules/plan-arbitrary.ts';
import { kvMutants } from '../protocols/kv/mutants/index.ts';
import { builtin } from './catalogue.ts';
import { judgeHistory } from './histories.ts';
import { HistoryWatch } from './history-watch.ts';
import type { Scenario } from './scenario.ts';
import { planSpaceOf, ScenarioRun, type Report } from './setup.ts';

const mutants: ReadonlyMap<string, Mutant> = new Map(kvMutants.map((mutant) => [mutant.id, mutant]));

/** The same scenario, whose calls are judged once the run is over. */
const judgedAtTheEnd = (scenario: Scenario): Scenario => ({
  ...scenario,
  properties: scenario.properties.map((property) => (property.kind === 'linearizable' ? afterwards(property.name, ({ calls }) => judgeHistory(property, calls)?.message ?? true) : property)),
});

/** What they were before the last answer came. */
function withoutLastAnswer(calls: readonly CallRecord[]): readonly CallRecord[] {
  const last = calls.reduce((latest, call) => ((call.return ?? -1) > (latest.return ?? -1) ? call : latest));
  return calls.map((call) => (call === last ? { ...call, result: null, return: null, returnedAt: null } : call));
}

interface Both {
  readonly property: Linearizable;
  readonly watched: Report;
  readonly judged: Report;
}

/** True where both runs are not linearizable. */
function agree({ property, watched, judged }: Both): boolean {
  if (watched.failure?.kind !== 'notLinearizable') {
    // Where it was too much to follow, the end tells.
    expect([watched.failure?.property, watched.steps, watched.hash]).toEqual([judged.failure?.property, judged.steps, judged.hash]);
    return false;
  }
  expect(judgeHistory(property, judged.calls)?.kind).toBe('notLinearizable');
  expect(judgeHistory(property, watched.calls)?.kind).toBe('notLinearizable');
  expect(watched.failure.property).toBe(property.name);
  expect(watched.steps).toBeLessThanOrEqual(judged.steps);
  if (watched.steps < judged.steps) expect(judgeHistory(property, withoutLastAnswer(watched.calls)), 'the answer before was explained').toBeNull();
  return true;
}

describe('a run that is watched is judged as one whose calls are judged at its end, and stops at the first answer that nothing explains', () => {
  test.each([
    ['kv/append', null, 30],
    ['kv/append', 'KV-03', 30],
    ['kv/append', 'KV-05', 20],
    ['kv/versioned', 'KV-09', 30],
    ['kv/versioned', 'KV-12', 30],
    ['replicated-kv/clients-view/store', null, 4],
  ])('%s, mutant %s', async (name, id, seeds) => {
    const scenario = await builtin(name);
    const property = scenario.properties.find((each) => each.kind === 'linearizable');
    if (property === undefined) throw new RangeError(name);
    const mutant = mutants.get(id ?? '') ?? null;
    const plans = planArbitrary(planSpaceOf(scenario));
    let illegal = 0;
    let early = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const plan = planOf(plans, seed);
      const watched = new ScenarioRun(scenario, { seed, plan, mutant }).run();
      const judged = new ScenarioRun(judgedAtTheEnd(scenario), { seed, plan, mutant }).run();
      if (!agree({ property, watched, judged })) continue;
      illegal++;
      if (watched.steps < judged.steps) early++;
    }
    expect(illegal > 0).toBe(id !== null);
    expect(early > 0).toBe(id !== null);
  });
});

describe('the watch', () => {
  const asked: CallRecord = { id: 1, node: 0, request: 'write', call: 1, calledAt: 0, result: null, return: null, returnedAt: null };
  const answered = { ...asked, result: 'done', return: 2, returnedAt: 2 };
  const looked: CallRecord = { ...asked, id: 2, node: 1, request: 'read', call: 3 };
  const shown: CallRecord = { ...looked, result: 8, return: 4, returnedAt: 4 };

  /** Writes are operations once they are answered; reads show what they show. */
  const answeredOnly = linearizable(models.register, ({ node: client, request, call, result, return: returned }): Operation<RegisterInput, RegisterOutput> | null => {
    if (call === null || (request === 'write' && returned === null)) return null;
    if (request === 'write') return { client, input: { op: 'write', key: '', value: 8 }, call, output: { ok: true }, return: returned ?? call };
    const input = { op: 'read', key: '' } as const;
    return returned === null || typeof result !== 'number' ? { client, input, call, output: null, return: null } : { client, input, call, output: { value: result }, return: returned };
  });

  test('says nothing as long as a call that was no operation when it began may turn out to be one', () => {
    const watch = new HistoryWatch(answeredOnly);
    expect([watch.observe('called', asked), watch.observe('called', looked), watch.observe('answered', shown)]).toEqual([null, null, null]);
    expect(watch.isExplained).toBe(false);
    watch.observe('answered', answered);
    expect(watch.isExplained, 'the end has to tell').toBe(false);
  });

  test('says at the answer that nothing explains it, once such a call was lost', () => {
    const watch = new HistoryWatch(answeredOnly);
    watch.observe('called', asked);
    watch.observe('lost', asked);
    watch.observe('called', looked);
    expect(watch.observe('answered', shown)).toBe('no order explains read() -> 8 (node 1, steps 3 to 4)');
  });
});
