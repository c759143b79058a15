/** What swarms over Raft draw besides faults: every option that a server can be told, within small numbers. */
import fc from 'fast-check';
import type { Protocol } from '../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { rest, sleep, type Script, type Stage } from '../../sim/hosts/script.ts';
import type { Property } from '../../properties/property.ts';
import type { ClerkRequest, ReplicaOptions } from '../../protocols/raft/index.ts';
import type { Knobs } from '../scenario.ts';
import { leaderAmong, raftOf } from './cluster.ts';
import { replicaBounds } from './properties.ts';
import { adminRequests, registerReplica, registerRequests, registerUser } from './vocabulary.ts';

/** Times in milliseconds; 0 stands for "no", and for limits that are off. */
export const raftKnobs = {
  preVote: [0, 1],
  checkQuorum: [0, 1],
  noOp: [0, 1],
  fastBackup: [0, 1],
  maxEntries: [1, 2, 3, 4],
  maxInflight: [1, 2, 3, 4],
  // Without any limit, clerks that ask again fill a slow cluster's log faster than it can be replicated.
  maxUncommitted: [3, 8, 20],
  snapshotEvery: [0, 2, 3, 4, 8],
  chunkSize: [0, 1, 2],
  membership: [0, 1],
  reads: [0, 1, 2],
  electionTimeout: [150, 300],
  electionSpread: [100, 150, 300],
  heartbeat: [10, 30, 60],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** Back-up by single entries is slow over a long log that differs: there are seconds enough. */
export const swarmLimits = { duration: seconds(10), recovery: seconds(60) } as const;

const orNull = (knob: number | undefined): number | null => (knob === undefined || knob === 0 ? null : knob);
const isOn = (knob: number | undefined): boolean => knob !== 0;

/** A replica of the register with the options that these knobs stand for. */
export function drawnReplica(knobs: Knobs, initialVoters: readonly NodeId[] | null = null): Protocol {
  return registerReplica(drawnOptions(knobs, initialVoters));
}

/** The options of a replica that these knobs stand for; knobs that there are not leave the default. */
export function drawnOptions(knobs: Knobs, initialVoters: readonly NodeId[] | null = null): ReplicaOptions {
  const { maxEntries = 4, maxInflight = 4, electionTimeout = 150, electionSpread = 150, heartbeat = 30, membership = 0 } = knobs;
  const reads = (['log', 'readIndex', 'lease'] as const)[knobs['reads'] ?? 1] ?? 'log';
  return {
    preVote: isOn(knobs['preVote']),
    // A lease rests on voters that refuse.
    checkQuorum: isOn(knobs['checkQuorum']) || reads === 'lease',
    // Where reads are no entries, a leader needs one of its own to learn what it may answer.
    noOp: isOn(knobs['noOp']) || reads !== 'log',
    fastBackup: isOn(knobs['fastBackup']),
    maxEntries,
    maxInflight,
    maxUncommitted: orNull(knobs['maxUncommitted']),
    snapshotEvery: orNull(knobs['snapshotEvery']),
    chunkSize: orNull(knobs['chunkSize']),
    membership: membership === 1 ? 'single' : 'joint',
    reads,
    electionTimeoutMin: milliseconds(electionTimeout),
    electionTimeoutMax: milliseconds(electionTimeout + electionSpread),
    heartbeatInterval: milliseconds(heartbeat),
    initialVoters,
  };
}

/** What servers with these knobs may use, whatever goes wrong. */
export function drawnBounds(knobs: Knobs): readonly Property[] {
  return replicaBounds([drawnOptions(knobs)]);
}

/** The first so many. */
export const firstOf = (count: number): readonly NodeId[] => Array.from({ length: count }, (_, server) => server);

/** Writes and reads, and now and then an operator. */
export function mixedRequests(servers: number): fc.Arbitrary<ClerkRequest> {
  return fc.oneof({ weight: 12, arbitrary: registerRequests }, { weight: 1, arbitrary: adminRequests(servers) });
}

/** Reads and writes, and an operator who moves leadership about. */
export function movingRequests(servers: number): fc.Arbitrary<ClerkRequest> {
  const transfer = fc.constantFrom(...firstOf(servers)).map((target): ClerkRequest => ({ kind: 'administer', request: { kind: 'transfer', target } }));
  return fc.oneof({ weight: 12, arbitrary: registerRequests }, { weight: 1, arbitrary: transfer });
}

/** An operator that knows what it does: it looks at the configuration, and asks for one that is near. It takes a refusal for an answer. */
export const operator: Script = function* (stage) {
  const user = registerUser(stage.clients.at(-1) ?? 0);
  for (let round = 0; round < 8; round++) {
    yield* rest();
    yield* sleep(stage.choose(milliseconds(300)));
    const next = nextConfiguration(stage);
    if (stage.choose(4) === 0) yield* user.transfer(stage.choose(stage.servers.length));
    else if (next !== null) yield* user.configure(next.voters, next.learners);
  }
};

/** What the leader has, but for a server or two, or for many, that are promoted, demoted or dropped. Null where nobody leads. */
function nextConfiguration(stage: Stage): { readonly voters: readonly NodeId[]; readonly learners: readonly NodeId[] } | null {
  const leader = leaderAmong(stage, stage.servers);
  const configuration = leader === null ? undefined : raftOf(stage, leader)?.configurations.at(-1)?.configuration;
  if (configuration === undefined) return null;
  const most = stage.choose(2) === 0 ? 2 : stage.servers.length;
  const moved = Array.from({ length: 1 + stage.choose(most) }, () => stage.choose(stage.servers.length));
  const stays = (server: NodeId): boolean => !moved.includes(server);
  const promoted = moved.filter((server) => configuration.learners.includes(server));
  const isStranger = (server: NodeId): boolean => !configuration.voters.includes(server) && !configuration.learners.includes(server);
  return {
    voters: [...new Set([...configuration.voters.filter(stays), ...promoted])],
    learners: [...new Set([...configuration.learners.filter(stays), ...moved.filter(isStranger)])],
  };
}
