/** What must be true of replicas, whatever they replicate. */
import { isRaftMessage, type RaftRecord, type ReplicaState } from '../../protocols/raft/index.ts';
import type { Property } from '../../properties/property.ts';
import { RaftLens, raftSafety } from '../../properties/raft/index.ts';

/** Where the Raft is in a replica. */
const replicaLens = new RaftLens({
  raftOf: ({ raft }: Partial<ReplicaState<unknown>>) => raft ?? null,
  messageOf: (message: unknown) => (isRaftMessage(message) ? message : null),
  recordOf: (record: RaftRecord) => record,
});

/** Everything that holds in every run of replicas. */
export const replicaSafety: readonly Property[] = raftSafety(replicaLens);
