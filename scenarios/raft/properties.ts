/** What must be true of replicas of a register. */
import type { ClerkMessage, RaftMessage, RaftRecord, ReplicaMessage, ReplicaState } from '../../protocols/raft/index.ts';
import type { Property } from '../../properties/property.ts';
import { RaftLens, raftSafety } from '../../properties/raft/index.ts';
import type { RegisterState } from './vocabulary.ts';

/** Where the Raft is in a replica. */
const replicaLens = new RaftLens({
  raftOf: ({ raft }: ReplicaState<RegisterState>) => raft,
  messageOf: (message: ReplicaMessage<ClerkMessage>): RaftMessage | null => {
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

/** Everything that holds in every run of replicas. */
export const replicaSafety: readonly Property[] = raftSafety(replicaLens);
