import { requireOption, requireOptions } from './bad-input.ts';
import { raftOptionNames } from './options.ts';
import type { RaftOptions } from './options.ts';

/** Everything that a replica can be told, that of its Raft server included. */
export interface ReplicaOptions extends Partial<Omit<RaftOptions, 'reads'>> {
  /** A snapshot is taken when every so-many-th index minus one has been applied (9, 19, 29 for 10, as in the labs); null: never. @default null @source Section 7 */
  readonly snapshotEvery?: number | null;
  /** A snapshot is taken when the applied entries in the log take more bytes than this on the disk (the labs' maxraftstate); null: never. @default null @source Section 7 */
  readonly maxStateBytes?: number | null;
  /**
   * How queries are answered: after an entry of their own, after a round of heartbeats, under a lease where there is one, or, deliberately
   * wrong, by any server from what it has. Without `noOp`, all but queries through the log wait for the next command of a new leader's term, which
   * may never come: there, the default is log. @default readIndex @source Section 8; Thesis 6.4; Thesis 6.4.1
   */
  readonly reads?: 'log' | 'readIndex' | 'lease' | 'stale';
}

/** The options of a replica, those of its Raft server apart. */
export interface CheckedOptions {
  readonly snapshotEvery: number | null;
  readonly maxStateBytes: number | null;
  readonly reads: NonNullable<ReplicaOptions['reads']>;
  readonly raft: Partial<RaftOptions>;
}

/** Fills in what is not given. Throws a `RangeError` that names the option for what no server could run with; those of Raft are checked by its server. */
export function replicaOptions(options: ReplicaOptions): CheckedOptions {
  requireOptions('a Raft replica', options, ['snapshotEvery', 'maxStateBytes', ...raftOptionNames]);
  const { snapshotEvery = null, maxStateBytes = null, reads = options.noOp === false ? 'log' : 'readIndex', ...raft } = options;
  requireOption(['log', 'readIndex', 'lease', 'stale'].includes(reads), 'Raft replica', 'reads', reads, 'log, readIndex, lease or stale');
  for (const [option, value] of Object.entries({ snapshotEvery, maxStateBytes })) {
    requireOption(value === null || (Number.isSafeInteger(value) && value >= 1), 'Raft replica', option, value, 'a whole number from 1, or null');
  }
  return { snapshotEvery, maxStateBytes, reads, raft: { ...raft, reads: reads === 'lease' ? 'lease' : 'readIndex' } };
}
