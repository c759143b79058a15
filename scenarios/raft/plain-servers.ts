/**
 * Servers with nothing special about them. Their options and limits are drawn all the same, from few values: a small limit is reached by little work, and
 * where a rule stands in for another one, a bug in the one shows where the other is off.
 */
import { milliseconds } from '../../sim/core/time.ts';
import type { Property } from '../../properties/property.ts';
import type { ReplicaOptions } from '../../protocols/raft/index.ts';
import type { Knobs } from '../scenario.ts';
import { replicaBounds } from './properties.ts';

/** Times in milliseconds; 0 stands for "no". */
export const plainKnobs = {
  snapshotEvery: [2, 8],
  preVote: [0, 1],
  checkQuorum: [0, 1],
  noOp: [1, 0],
  maxInflight: [1, 8],
  electionSpread: [50, 150],
  // Nearly as seldom as elections: who leads is deposed now and then though nothing is wrong.
  heartbeat: [50, 120],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** The options that these knobs stand for; where there are none, the usual ones. */
export const plainOptions = ({ snapshotEvery = 8, preVote = 1, checkQuorum = 1, noOp = 1, maxInflight = 8, electionSpread = 150, heartbeat = 50 }: Knobs): ReplicaOptions => ({
  snapshotEvery,
  preVote: preVote === 1,
  checkQuorum: checkQuorum === 1,
  noOp: noOp === 1,
  maxInflight,
  heartbeatInterval: milliseconds(heartbeat),
  electionTimeoutMin: milliseconds(150),
  electionTimeoutMax: milliseconds(150 + electionSpread),
});

/** What such servers may use, whatever goes wrong. */
export const plainBounds = (knobs: Knobs): readonly Property[] => replicaBounds([plainOptions(knobs)]);
