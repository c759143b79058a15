/** What a leader does of its own accord. */
import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../sim/core/index.ts';
import { Cluster } from '../testing/cluster.ts';
import { register, replicate } from './index.ts';
import type { ReplicatedService, ReplicaVocabulary, Register } from './index.ts';

/** Tells a neighbour every value of the register, and again in each round. */
type Message = { readonly kind: 'write'; readonly value: string } | { readonly kind: 'news'; readonly value: string | null } | { readonly kind: 'peek' };

const neighbour = 9;

const gossip: ReplicatedService<Register, Message, Register> = {
  machine: register,
  askOf: (message) => (message.kind === 'write' ? { kind: 'submit', command: message.value } : message.kind === 'peek' ? { kind: 'glance', query: null } : null),
  answerTo: (message, outcome) => (message.kind === 'peek' && outcome.kind === 'done' ? { kind: 'news', value: outcome.result.value } : null),
  errands: {
    interval: milliseconds(100),
    due: ({ value }, since) => (since !== null && since.value === value ? [] : [{ to: neighbour, message: { kind: 'news', value } }]),
  },
  milestones: { isWritten: { holds: (before, after) => before.writes < after.writes } },
};

type Words = ReplicaVocabulary<Register, Message>;

function three(): Cluster<Words> {
  const cluster = new Cluster<Words>(3, () => replicate('gossip', gossip));
  return cluster.pass(milliseconds(1)).fire(0, 'election').settle();
}

/** What the neighbour was told since it was asked last. */
const told = (cluster: Cluster<Words>): readonly unknown[] => cluster.answers.splice(0).map(({ message }) => ('value' in message ? message.value : message));

describe('a leader', () => {
  test('does all that is due when it is elected, and again after each pause', () => {
    const cluster = three();
    expect(told(cluster)).toEqual([null]);
    cluster.fire(0, 'errands').fire(0, 'errands');
    expect(told(cluster)).toEqual([null, null]);
  });

  test('does what is new as soon as it is applied, and not what is not', () => {
    const cluster = three();
    told(cluster);
    cluster.ask(8, 0, { kind: 'write', value: 'a' }).settle().ask(8, 0, { kind: 'write', value: 'a' }).settle();
    expect(told(cluster)).toEqual(['a']);
    expect(cluster.hand(0).reached).toContain('isWritten');
  });

  test('is the only one that does: a follower has no errands, and one that was deposed has none any more', () => {
    const cluster = three();
    expect(cluster.hand(1).timers.has('errands')).toBe(false);
    for (const node of [1, 2]) cluster.fire(node, 'election');
    cluster.fire(1, 'election').settle();
    told(cluster);
    cluster.fire(0, 'errands');
    expect(told(cluster)).toEqual([]);
    cluster.fire(1, 'errands');
    expect(told(cluster)).toHaveLength(1);
  });
});

test('a glance is answered by any server, from what it has', () => {
  const cluster = three().ask(8, 0, { kind: 'write', value: 'a' }).settle();
  told(cluster);
  cluster.ask(8, 2, { kind: 'peek' });
  expect(told(cluster)).toEqual([null]);
  cluster.fire(0, 'heartbeat').settle().ask(8, 2, { kind: 'peek' });
  expect(told(cluster)).toEqual(['a']);
});
