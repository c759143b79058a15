/** What must be true of replicas of a register. */
import type { RaftMessage, RaftRecord, ReplicaMessage, ReplicaState } from '../../protocols/raft/index.ts';
import type { Property } from '../../properties/property.ts';
import { exactlyOnce, noFalseAlarm, RaftLens, raftSafety, sameMachine } from '../../properties/raft/index.ts';
import type { RegisterState } from './vocabulary.ts';

/** Where the Raft is in a replica. */
const replicaLens = new RaftLens({
  raftOf: ({ raft }: ReplicaState<RegisterState>) => raft,
  messageOf: (message: ReplicaMessage): RaftMessage | null => {
    switch (message.kind) {
      case 'submit':
      case 'query':
      case 'administer':
      case 'answer':
        return null;
      default:
        return message;
    }
  },
  recordOf: (record: RaftRecord) => record,
});

/** The same behind sessions, as replicas of a register have it. */
const registerOf: { machineOf(state: object): RegisterState } = {
  machineOf: ({ machine }: ReplicaState<RegisterState>) => machine,
};

/** Everything that holds in every run of replicas of a register. */
export const replicaSafety: readonly Property[] = [
  ...raftSafety(replicaLens),
  sameMachine(replicaLens, (state) => registerOf.machineOf(state)),
  exactlyOnce(replicaLens, (state) => registerOf.machineOf(state).machine.writes),
  noFalseAlarm(replicaLens),
];
