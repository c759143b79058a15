/** What replication is for (paper, section 2): deterministic machines that have taken the same commands are in the same state. */
import { fingerprint } from '../../sim/core/fingerprint.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { tracked, type Tracked } from '../property.ts';
import { IndexTable } from './index-table.ts';
import type { RaftLens } from './lens.ts';

/**
 * "If a server has applied a log entry at a given index to its state machine, no other server will ever apply a different log entry for
 * the same index" (Figure 3): whoever has applied as much is in the same state. `machineOf` says where the state machine is in an owner.
 */
export const sameStates = (lens: RaftLens, machineOf: (state: object) => unknown): Tracked =>
  tracked('replicas that have applied as much are in the same state (5.4.3)', () => {
    const states = new IndexTable();
    const applied = new Map<NodeId, number>();
    return ({ role, node, event, after }) => {
      const raft = role === 'server' ? lens.raftOf(after) : null;
      // A server with a damaged disk has recovered nothing.
      if (raft === null || raft.storage === 'corrupt' || (event.kind !== 'start' && applied.get(node) === raft.lastApplied)) return true;
      applied.set(node, raft.lastApplied);
      const state = fingerprint(machineOf(after));
      const known = states.get(raft.lastApplied);
      if (known === null) states.set(raft.lastApplied, state);
      return known === null || known === state || `node ${node} has applied ${raft.lastApplied} entries, and is not in the state to which they led elsewhere`;
    };
  });
