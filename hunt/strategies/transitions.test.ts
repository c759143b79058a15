import { describe, expect, test } from 'vitest';
import { findMutant } from '../testing/planted.ts';
import swarmThree from '../../scenarios/raft/swarm-three.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import { drawPlan, runPlan, type SeedOptions } from '../run.ts';
import { Transitions } from './transitions.ts';

function shownBy(seed: number, options: SeedOptions = {}): ReadonlySet<number> {
  const transitions = new Transitions();
  runPlan(swarmThree, seed, drawPlan(swarmThree, seed), { ...options, onlooker: transitions });
  return transitions.seen;
}

const step = (change: Partial<Observed> = {}): Observed => ({
  index: 1,
  time: 0,
  node: 0,
  role: 'server',
  before: { role: 'follower', term: 3 },
  event: { kind: 'message', from: 1, message: { kind: 'vote', term: 4, granted: true, entries: [] }, clock: null },
  after: { role: 'follower', term: 4 },
  effects: [{ kind: 'send', to: 1, message: { kind: 'answer', term: 4 }, early: false }],
  ...change,
});

/** How many transitions these steps are. */
function countOf(...steps: readonly Observed[]): number {
  const transitions = new Transitions();
  for (const each of steps) transitions.observe(each);
  return transitions.seen.size;
}

describe('the transitions of a run', () => {
  test('are the same for the same run, others for another; looking changes no run', () => {
    expect(shownBy(3)).toEqual(shownBy(3));
    expect(shownBy(3)).not.toEqual(shownBy(4));
    const plan = drawPlan(swarmThree, 3);
    expect(runPlan(swarmThree, 3, plan, { onlooker: new Transitions() }).hash).toBe(runPlan(swarmThree, 3, plan).hash);
  });

  test('are few, however many the runs', () => {
    const all = new Set<number>();
    for (let seed = 0; seed < 60; seed++) for (const transition of shownBy(seed)) all.add(transition);
    expect(all.size).toBeGreaterThan(50);
    expect(all.size).toBeLessThan(600);
  });

  test('say nothing of contents, numbers, and who it was', () => {
    expect(countOf(step(), step({ node: 2 }), step({ before: { role: 'follower', term: 9 }, after: { role: 'follower', term: 11 } }))).toBe(1);
    expect(countOf(step(), step({ event: { kind: 'message', from: 2, message: { kind: 'vote', term: 7, granted: true, entries: [] }, clock: null } }))).toBe(1);
    const [answer] = step().effects;
    expect(countOf(step(), step({ effects: answer === undefined ? [] : [answer, answer, answer] }))).toBe(1);
    const set = (timer: string): Observed => step({ effects: [{ kind: 'setTimer', timer, min: 1, max: 2 }] });
    expect(countOf(set('retry-1'), set('retry-22'))).toBe(1);
  });

  test('tell roles, kinds, flags, and what is empty', () => {
    expect(countOf(step(), step({ after: { role: 'leader', term: 4 } }))).toBe(2);
    expect(countOf(step(), step({ before: null }), step({ effects: [] }), step({ event: { kind: 'timeout', timer: 'election', clock: null } }))).toBe(4);
    const message = (change: object): Observed => step({ event: { kind: 'message', from: 1, message: { kind: 'vote', term: 4, granted: true, entries: [], ...change }, clock: null } });
    expect(countOf(message({}), message({ granted: false }), message({ entries: [1] }), message({ kind: 'ask' }), message({ granted: null }))).toBe(5);
  });

  test('are of servers alone', () => {
    expect(countOf(step({ role: 'client' }))).toBe(0);
  });

  test('of a bug in them are others', () => {
    expect(shownBy(3, { mutant: findMutant('RAFT-ELECT-01') })).not.toEqual(shownBy(3));
  });
});
