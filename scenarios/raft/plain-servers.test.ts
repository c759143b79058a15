import { expect, test } from 'vitest';
import { milliseconds } from '../../sim/core/time.ts';
import { plainBounds, plainKnobs, plainOptions } from './plain-servers.ts';
import { registerReplica } from './vocabulary.ts';

/** Each combination of values. */
const all = Object.entries(plainKnobs).reduce<readonly Readonly<Record<string, number>>[]>((drawn, [name, values]) => drawn.flatMap((knobs) => values.map((value) => ({ ...knobs, [name]: value }))), [{}]);

test('plans that say nothing of them, from before there were any, mean the usual options', () => {
  expect(plainOptions({})).toEqual({
    snapshotEvery: 8,
    preVote: true,
    checkQuorum: true,
    noOp: true,
    maxInflight: 8,
    heartbeatInterval: milliseconds(50),
    electionTimeoutMin: milliseconds(150),
    electionTimeoutMax: milliseconds(300),
  });
});

test('servers can run with every set of them, within the same bounds by name', () => {
  expect(all).toHaveLength(2 ** 7);
  const names = (knobs: Readonly<Record<string, number>>): readonly string[] => plainBounds(knobs).map(({ name }) => name);
  for (const knobs of all) {
    expect(() => registerReplica(plainOptions(knobs))).not.toThrow();
    // A failure keeps its name where a limit becomes another. What nobody does has none.
    expect(names(knobs)).toEqual(names({ checkQuorum: knobs['checkQuorum'] ?? 1 }));
  }
});
