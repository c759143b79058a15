/** Words for stories about locks and leases. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { call, type Story } from '../../sim/hosts/script.ts';
import type { LeaseResult, LockResult } from '../../protocols/lock/index.ts';
import { versionedClient, type VersionedClient } from '../kv/vocabulary.ts';

/** A lock client, for scripts: it locks, and gets and puts with the same clerk. */
export interface LockUser extends VersionedClient {
  acquire(lock: string): Story;
  release(lock: string): Story;
}

/** The lock client at this node, for scripts: use its calls with `yield*`. */
export function lockUser(node: NodeId): LockUser {
  return {
    ...versionedClient(node),
    *acquire(lock) {
      yield* call<LockResult>(node, { kind: 'acquire', lock });
    },
    *release(lock) {
      yield* call<LockResult>(node, { kind: 'release', lock });
    },
  };
}

type LeaseWrite = Extract<LeaseResult, { kind: 'write' }>;

/** A lease client, for scripts. */
export interface LeaseUser {
  readonly node: NodeId;
  /** The fencing token. */
  acquire(): Story<number>;
  release(): Story;
  write(value: string): Story<LeaseWrite['outcome']>;
}

/** The lease client at this node, for scripts: use its calls with `yield*`. */
export function leaseUser(node: NodeId): LeaseUser {
  return {
    node,
    *acquire() {
      return (yield* call<Extract<LeaseResult, { kind: 'acquired' }>>(node, { kind: 'acquire' })).token;
    },
    *release() {
      yield* call<LeaseResult>(node, { kind: 'release' });
    },
    *write(value) {
      return (yield* call<LeaseWrite>(node, { kind: 'write', value })).outcome;
    },
  };
}
