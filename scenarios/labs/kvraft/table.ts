/** The parameters with which the labs call GenericTest, by the names of their tests without the part's letter. */
import type { Generic } from './generic.ts';
import { labLimit } from './snapshots.ts';

export const basic: Generic = { title: 'One client', clients: 1 };
export const concurrent: Generic = { title: 'Five clients', clients: 5 };
export const unreliable: Generic = { title: 'Five clients on an unreliable network', clients: 5, unreliable: true };

export const manyPartitionsOneClient: Generic = { title: 'One client, servers that are split again and again', clients: 1, partitions: true };
export const manyPartitionsManyClients: Generic = { title: 'Five clients, servers that are split again and again', clients: 5, partitions: true };

export const persistOneClient: Generic = { title: 'One client, all servers restart', clients: 1, crash: true };
export const persistConcurrent: Generic = { title: 'Five clients, all servers restart', clients: 5, crash: true };
export const persistConcurrentUnreliable: Generic = { ...persistConcurrent, title: 'Five clients on an unreliable network, all servers restart', unreliable: true };
export const persistPartition: Generic = { ...persistConcurrent, title: 'Five clients, servers that are split and restart', partitions: true };
export const persistPartitionUnreliable: Generic = { ...persistPartition, title: 'Five clients on an unreliable network, servers that are split and restart', unreliable: true };
export const persistPartitionUnreliableLinearizable: Generic = {
  ...persistPartitionUnreliable,
  title: 'Fifteen clients on shared keys and an unreliable network, seven servers that are split and restart',
  clients: 15,
  servers: 7,
  randomKeys: true,
};

export const snapshotRecover: Generic = { title: 'One client, all servers restart from snapshots', clients: 1, crash: true, maxStateBytes: labLimit };
export const snapshotRecoverManyClients: Generic = { ...snapshotRecover, title: 'Twenty clients, all servers restart from snapshots', clients: 20 };
export const snapshotUnreliable: Generic = { title: 'Five clients on an unreliable network, with snapshots', clients: 5, unreliable: true, maxStateBytes: labLimit };
export const snapshotUnreliableRecover: Generic = { ...snapshotUnreliable, title: 'Five clients on an unreliable network, all servers restart from snapshots', crash: true };
export const snapshotUnreliableRecoverConcurrentPartition: Generic = {
  ...snapshotUnreliableRecover,
  title: 'Five clients on an unreliable network, servers that are split and restart from snapshots',
  partitions: true,
};
export const snapshotUnreliableRecoverConcurrentPartitionLinearizable: Generic = {
  ...persistPartitionUnreliableLinearizable,
  title: 'Fifteen clients on shared keys and an unreliable network, seven servers that are split and restart from snapshots',
  maxStateBytes: labLimit,
};
