/** What must be true of replicas, whatever they replicate. */
import { isRaftMessage, type RaftRecord, type Register, type ReplicaState, type Sessions } from '../../protocols/raft/index.ts';
import type { Property } from '../../properties/property.ts';
import { commandsCountOnce, noFalseAlarm, RaftLens, raftSafety, raftSituations, sameMachine } from '../../properties/raft/index.ts';

/** Where the Raft is in a replica. */
export const replicaLens = new RaftLens({
  raftOf: ({ raft }: Partial<ReplicaState<unknown>>) => raft ?? null,
  messageOf: (message: unknown) => (isRaftMessage(message) ? message : null),
  recordOf: (record: RaftRecord) => record,
});

const machines: { of(state: object): unknown } = {
  of: ({ machine }: ReplicaState<unknown>) => machine,
};

/** Everything that holds in every run of replicas, whatever they replicate. */
export const replicaSafety: readonly Property[] = [...raftSafety(replicaLens), sameMachine(replicaLens, (state) => machines.of(state)), noFalseAlarm(replicaLens)];

const registers: { of(state: object): Sessions<Register, Register> } = {
  of: ({ machine }: ReplicaState<Sessions<Register, Register>>) => machine,
};

/** The same, and that each write of a register takes effect once. */
export const registerInvariants: readonly Property[] = [...replicaSafety, commandsCountOnce(replicaLens, (state) => registers.of(state).machine.writes)];

/** Every situation of Raft, each to be reached within so many seeds. */
export const replicaSituations = (within: number): readonly Property[] => raftSituations(replicaLens, () => within);
