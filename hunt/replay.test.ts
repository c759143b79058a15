import { describe, expect, test } from 'vitest';
import { decodeCapsule, encodeCapsule, type Capsule } from '../sim/world/capsule.ts';
import { always } from '../properties/property.ts';
import { allBuiltins } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { capture } from './capture.ts';
import { replay } from './replay.ts';
import { runSeed } from './run.ts';
import { noting, startToy, toy, untyped } from './testing/toy.ts';

const catalogue = await allBuiltins();

const seed = 11;
const codeHash = 'c'.repeat(64);
const otherCode = 'd'.repeat(64);

/** Recorded, written and read. */
function recorded(scenario: Scenario): Capsule {
  return decodeCapsule(encodeCapsule(capture({ kind: 'builtin', name: 'toy', codeHash }, scenario, runSeed(scenario, seed))));
}

/** Notes what the world outside says, at one tick of one node. */
const listening = (outside: { says: string }): Scenario => noting(({ self, count }) => (self === 1 && count === 4 ? outside.says : ''));

/** The number of that very step. */
function stepOfListening(): number {
  const steps: number[] = [];
  const observe = ({ node, index, event, before }: { readonly node: number; readonly index: number; readonly event: { readonly kind: string }; readonly before: object | null }): null => {
    if (node === 1 && event.kind === 'timeout' && before !== null && 'count' in before && before.count === 4) steps.push(index);
    return null;
  };
  runSeed(listening({ says: '' }), seed, { onlooker: { property: '', observe } });
  return steps[0] ?? 0;
}

describe('with the same code', () => {
  test.each(['kv/versioned', 'kv/append-journaled', 'lock/contended'])('a replay is identical: %s', (name) => {
    const scenario = catalogue[name];
    if (scenario === undefined) throw new Error(`there is no ${name}`);
    expect(replay(recorded(scenario), codeHash, scenario, null)).toMatchObject({ verdict: 'identical', difference: null });
  });

  test('a node that did something else is named, with the very step that did it', () => {
    const outside = { says: 'before' };
    const scenario = listening(outside);
    const capsule = recorded(scenario);
    expect(replay(capsule, codeHash, scenario, null).verdict).toBe('identical');
    outside.says = 'after';
    const { verdict, difference } = replay(capsule, codeHash, scenario, null);
    const step = stepOfListening();
    expect(verdict).toBe('nondeterministic');
    expect(difference).toMatchObject({ kind: 'nondeterminism', step, node: 1, message: `node 1, step ${step}, on timeout tick: not what the capsule recorded` });
  });

  test('what can be found here is said with its field', () => {
    let count = 0;
    const scenario = noting(() => count++);
    const { difference } = replay(recorded(scenario), codeHash, scenario, null);
    expect(difference).toMatchObject({ step: 3 });
    expect(difference?.message).toMatch(/^node (\d), step 3, on timeout tick: not what the capsule recorded; checked here, node \1 \(toy\), step 3, on timeout tick: computed twice, it differs at state\.note$/);
  });

  test('a run that goes on where the recorded one had ended is named at its first step more', () => {
    const scenario = noting(() => 0);
    const capsule = recorded(scenario);
    const { verdict, difference } = replay({ ...capsule, steps: 20, digests: capsule.digests.slice(0, 40) }, codeHash, scenario, null);
    expect(verdict).toBe('nondeterministic');
    expect(difference?.message).toMatch(/^node \d, step 21, on \w+(?: \w+)?: the capsule's run had ended after 20 steps$/);
  });

  test('a run that ends before the recorded one says so', () => {
    const scenario = noting(() => 0);
    const capsule = recorded(scenario);
    const longer = { ...capsule, steps: capsule.steps + 1, digests: new Uint8Array([...capsule.digests, 0, 0]) };
    expect(replay(longer, codeHash, scenario, null).difference?.message).toMatch(/^the run ends after \d+ steps with hash \w{16}, the capsule's after \d+ with \w{16}$/);
  });

  const impure: readonly (readonly [string, () => Scenario, string])[] = [
    ['a clock', () => noting(() => Date.now()), 'Date.now'],
    ['a counter', () => ((next) => noting(() => next.count++))({ count: 0 }), 'computed twice'],
    ['an async step', () => toy(untyped(async () => startToy(0))), 'it returned a promise'],
    ['a step without a result', () => toy(untyped(() => null)), 'it returned null'],
    ['a cycle', () => noting(() => ((list: unknown[]) => (list.push(list), list))([])), 'contains itself'],
    ['a property that reads a clock', () => ({ ...noting(() => 0), properties: [always('it is early', 'server', () => Date.now() > 0)] }), 'Date.now'],
    ['a write in place', () => noting(({ items }) => items.push(1)), 'it changes state.items'],
  ];

  test.each(impure)('the capsule of an impure node names it again: %s', (_, plant, says) => {
    const scenario = plant();
    const capsule = decodeCapsule(encodeCapsule(capture({ kind: 'builtin', name: 'toy', codeHash }, scenario, runSeed(scenario, seed, { checked: true }))));
    expect(capsule.failure).toMatchObject({ kind: 'nondeterminism', message: expect.stringContaining(says) });
    const { verdict, difference } = replay(capsule, codeHash, scenario, null);
    expect(verdict).toBe('nondeterministic');
    if (difference?.node !== null) expect(difference?.message).toMatch(/^node \d(?: \(toy\))?, step 3, on timeout tick: /);
    expect(difference?.message).toContain(says);
  });
});

describe('with other code', () => {
  const failing = noting(() => {
    throw new RangeError('lost');
  });

  test('the same failure still fails, none is fixed', () => {
    const capsule = recorded(failing);
    expect(replay(capsule, otherCode, failing, null).verdict).toBe('still fails');
    expect(replay(capsule, otherCode, noting(() => 0), null).verdict).toBe('fixed');
    expect(replay(recorded(noting(() => 0)), otherCode, failing, null).verdict).toBe('drifted');
  });

  test('a node that was not deterministic is checked again, for it may do the same by luck', () => {
    const cached = (): Scenario => {
      const seen = new Set<string>();
      return noting(({ self, count }) => {
        const isNew = !seen.has(`${self}/${count}`);
        seen.add(`${self}/${count}`);
        return isNew;
      });
    };
    const scenario = cached();
    const report = runSeed(scenario, seed, { checked: true });
    const capsule = capture({ kind: 'builtin', name: 'toy', codeHash }, scenario, report);
    expect(capsule.failure?.kind).toBe('nondeterminism');
    expect(replay(capsule, otherCode, cached(), null).verdict).toBe('still fails');
    expect(replay(capsule, otherCode, noting(() => false), null).verdict).toBe('fixed');
  });
});
