/** What must be true of replicas, whatever they replicate. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { isRaftMessage, raftOptions, type RaftRecord, type ReplicaOptions, type Register, type ReplicaState, type ReplicaVocabulary, type Sessions } from '../../protocols/raft/index.ts';
import { sometimes, type Property } from '../../properties/property.ts';
import { boundsUnderFaults, commandsCountOnce, leasesEndInTime, longestLease, noFalseAlarm, officeSafety, RaftLens, raftSafety, raftSituations, readsAreConfirmed, readsAreFresh, sameMachine, type RaftSituation, type Reads } from '../../properties/raft/index.ts';

/** Where the Raft is in a replica, in a world of so many groups of them. */
export const replicaLensOf = (groupOf: (node: NodeId) => number): RaftLens =>
  new RaftLens({
    raftOf: ({ raft }: Partial<ReplicaState<unknown>>) => raft ?? null,
    messageOf: (message: unknown) => (isRaftMessage(message) ? message : null),
    recordOf: (record: RaftRecord) => record,
    groupOf,
  });

/** Where the Raft is in a replica, all of them being of one group. */
export const replicaLens = replicaLensOf(() => 0);

const machines: { of(state: object): unknown } = {
  of: ({ machine }: ReplicaState<unknown>) => machine,
};

const queries: { of(state: object): Reads } = {
  of: ({ nextRead, queries: open }: ReplicaState<unknown>) => ({ begun: nextRead, isOpen: (id) => open.get(id) !== undefined }),
};

/** Everything that holds in every run of replicas that are seen through this lens, whatever they replicate. */
export const replicaSafetyOf = (lens: RaftLens): readonly Property[] => [
  ...raftSafety(lens),
  ...officeSafety(lens),
  readsAreFresh(lens, (state) => queries.of(state)),
  readsAreConfirmed(lens, (state) => queries.of(state)),
  sameMachine(lens, (state) => machines.of(state)),
  noFalseAlarm(lens),
];

/** Everything that holds in every run of replicas of one group. */
export const replicaSafety: readonly Property[] = replicaSafetyOf(replicaLens);

const registers: { of(state: object): Sessions<Register, Register> } = {
  of: ({ machine }: ReplicaState<Sessions<Register, Register>>) => machine,
};

/** The same, and that each write of a register takes effect once. */
export const registerInvariants: readonly Property[] = [...replicaSafety, commandsCountOnce(replicaLens, (state) => registers.of(state).machine.writes)];

/** Rare even where everything is drawn: three or more things have to come together. */
const rare: Partial<Record<RaftSituation, number>> = {
  'a torn tail is cut at a start': 10_000,
  'a server starts in the middle of a change': 10_000,
  'a leader whose disk hangs steps down': 5_000,
  'a configuration is rolled back by truncation': 5_000,
};

/** A leader has asked nobody, and answers at once (thesis 6.4.1). */
const readUnderLease: Property = sometimes<ReplicaVocabulary<unknown>>('a read is answered under a lease', 2_000, ({ role, before, after }) => {
  if (role !== 'server' || before === null || after.nextRead === before.nextRead) return false;
  return after.queries.size === before.queries.size && after.raft.role === 'leader' && after.raft.leaseUntil > 0;
});

/** Every situation of Raft, with the seeds within which `invariants.ts` reaches it. */
export const replicaSituations: readonly Property[] = [...raftSituations(replicaLens, (name) => rare[name] ?? 2_000), readUnderLease];

/** What replicas with these options may use, whatever goes wrong. Where they differ, the largest limits count. */
export function replicaBounds(all: readonly ReplicaOptions[]): readonly Property[] {
  const filled = all.map(({ snapshotEvery = null, maxStateBytes: _bytes, reads: _reads, ...raft }) => ({ ...raftOptions(raft), snapshotEvery }));
  const most = (values: readonly (number | null)[]): number | null => values.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)));
  const leased = all.filter(({ reads }) => reads === 'lease');
  const bounds = boundsUnderFaults(replicaLens, {
    snapshotEvery: most(filled.map(({ snapshotEvery }) => snapshotEvery)),
    maxUncommitted: most(filled.map(({ maxUncommitted }) => maxUncommitted)),
    maxInflight: Math.max(...filled.map(({ maxInflight }) => maxInflight)),
    maxEntries: Math.max(...filled.map(({ maxEntries }) => maxEntries)),
    heartbeatInterval: Math.min(...filled.map(({ heartbeatInterval }) => heartbeatInterval)),
    electionTimeoutMin: Math.min(...filled.map(({ electionTimeoutMin }) => electionTimeoutMin)),
    checkQuorum: filled.every(({ checkQuorum }) => checkQuorum),
  });
  return leased.length === 0 ? bounds : [...bounds, leaseBound(leased)];
}

/** Leases of replicas with these options end in time. Where they differ, the longest counts. */
export const leaseBound = (all: readonly ReplicaOptions[]): Property =>
  leasesEndInTime(replicaLens, Math.max(...all.map(({ snapshotEvery: _every, maxStateBytes: _bytes, reads: _reads, ...raft }) => longestLease(raftOptions(raft)))));
