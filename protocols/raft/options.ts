import { milliseconds } from '../../sim/core/index.ts';
import type { NodeId } from '../../sim/core/index.ts';
import { requireOption, requireOptions } from './bad-input.ts';

/** Everything that a Raft server can be told. Times in microseconds of its own clock. `docs/raft.md` has all of it as a table. */
export interface RaftOptions {
  /** A follower waits at least so long for its leader; for as long, voters refuse where the options say so. @default 150 ms @source Section 9.3; Thesis 4.2.3 */
  readonly electionTimeoutMin: number;
  /** And at most so long; the timeout is drawn anew each time. A transfer of leadership is given up after it. @default 300 ms @source Section 9.3; Thesis 3.10 */
  readonly electionTimeoutMax: number;
  /** A leader speaks to each server at least so often. Less than the election timeout. @default 50 ms @source Section 5.2 */
  readonly heartbeatInterval: number;
  /** A new leader appends a blank entry. The labs' exact indices forbid it. @default true @source Section 8 */
  readonly noOp: boolean;
  /** Ask before raising the term. While a leader is recent, who asks is refused. @default true @source Thesis 9.6 */
  readonly preVote: boolean;
  /** A leader without a majority steps down, and who has heard from a leader within the minimum election timeout does not vote. @default true @source Thesis 6.2; Thesis 4.2.3 */
  readonly checkQuorum: boolean;
  /** Refusals name the conflicting term; without, the leader goes back one entry at a time. @default true @source Section 5.3 */
  readonly fastBackup: boolean;
  /** Most entries in one AppendEntries. @default 64 @source Section 5.3 */
  readonly maxEntries: number;
  /** Most AppendEntries with entries under way to one follower. @default 8 @source Section 5.3; Thesis 10.2.1 */
  readonly maxInflight: number;
  /** Most entries of its own term beyond the commit index that a leader accepts; null: any number. @default null @source Section 5.3 */
  readonly maxUncommitted: number | null;
  /** Pieces of a snapshot in one message; null: all of them, as in the labs. @default null @source Section 7 */
  readonly chunkSize: number | null;
  /** How memberships change: any change through a joint phase, or one voter at a time. @default joint @source Section 6; Thesis 4.1 */
  readonly membership: 'joint' | 'single';
  /** A server becomes a voter only if it lacks no more than so many entries. @default 10 @source Thesis 4.2.1 */
  readonly catchUpLag: number;
  /**
   * How reads are confirmed: by a round of heartbeats, or by a lease where there is one. A lease rests on all voters: each needs `lease` here,
   * `checkQuorum`, and an `electionTimeoutMin` and a `maxClockDrift` no smaller than its leader's. @default readIndex @source Thesis 6.4; Thesis 6.4.1
   */
  readonly reads: 'readIndex' | 'lease';
  /** What leases are good for: no clock is faster or slower than true time by more than so many in a thousand. @default 50 @source Thesis 6.4.1 */
  readonly maxClockDrift: number;
  /** The voters at the very beginning; null: all servers. The others wait until they are added. @default null @source Section 6 */
  readonly initialVoters: readonly NodeId[] | null;
  /** Pause between a storage failure and the next try. @default 100 ms @source Protocol-Aware Recovery (FAST 2018) */
  readonly rewriteDelay: number;
}

const defaults: RaftOptions = {
  electionTimeoutMin: milliseconds(150),
  electionTimeoutMax: milliseconds(300),
  heartbeatInterval: milliseconds(50),
  noOp: true,
  preVote: true,
  checkQuorum: true,
  fastBackup: true,
  maxEntries: 64,
  maxInflight: 8,
  maxUncommitted: null,
  chunkSize: null,
  membership: 'joint',
  catchUpLag: 10,
  reads: 'readIndex',
  maxClockDrift: 50,
  initialVoters: null,
  rewriteDelay: milliseconds(100),
};

/** The Raft of the MIT labs: Figure 2 and fast back-up, at most ten heartbeats a second, nothing of the thesis. */
export const labRaft: Partial<RaftOptions> = {
  electionTimeoutMin: milliseconds(300),
  electionTimeoutMax: milliseconds(600),
  heartbeatInterval: milliseconds(100),
  noOp: false,
  preVote: false,
  checkQuorum: false,
};

/** What every option is called. */
export const raftOptionNames: readonly string[] = Object.keys(defaults);

/** Fills in what is not given. Throws a `RangeError` that names the option for what no server could run with. */
export function raftOptions(given: Partial<RaftOptions>): RaftOptions {
  requireOptions('Raft', given, raftOptionNames);
  const options = { ...defaults, ...given };
  for (const name of ['noOp', 'preVote', 'checkQuorum', 'fastBackup'] as const) requireThat(typeof options[name] === 'boolean', options, name, 'true or false');
  for (const name of ['electionTimeoutMin', 'electionTimeoutMax', 'heartbeatInterval', 'maxEntries', 'maxInflight', 'rewriteDelay'] as const) requireWhole(options, name, 1);
  for (const name of ['catchUpLag', 'maxClockDrift'] as const) requireWhole(options, name, 0);
  for (const name of ['maxUncommitted', 'chunkSize'] as const) if (options[name] !== null) requireWhole(options, name, 1, ', or null');
  requireTimes(options);
  requireThat(['joint', 'single'].includes(options.membership), options, 'membership', 'joint or single');
  requireThat(['readIndex', 'lease'].includes(options.reads), options, 'reads', 'readIndex or lease');
  requireThat(options.reads !== 'lease' || options.checkQuorum, options, 'reads', 'readIndex where checkQuorum is off: a lease rests on voters that refuse');
  requireVoters(options);
  return options;
}

/** Who votes at the beginning. Throws a `RangeError` for initial voters that are no servers. */
export function firstVoters({ initialVoters }: RaftOptions, servers: readonly NodeId[]): readonly NodeId[] {
  if (initialVoters === null) return servers;
  const among = initialVoters.every((voter) => servers.includes(voter));
  requireOption(among, 'Raft', 'initialVoters', initialVoters.join(), `servers of this world, which are ${servers.join()}`);
  return initialVoters.toSorted((a, b) => a - b);
}

function requireTimes(options: RaftOptions): void {
  const { electionTimeoutMin, electionTimeoutMax, heartbeatInterval, maxClockDrift } = options;
  requireThat(electionTimeoutMin <= electionTimeoutMax, options, 'electionTimeoutMin', `at most electionTimeoutMax, ${electionTimeoutMax}`);
  requireThat(heartbeatInterval < electionTimeoutMin, options, 'heartbeatInterval', `less than electionTimeoutMin, ${electionTimeoutMin}`);
  requireThat(maxClockDrift < 1_000, options, 'maxClockDrift', 'less than 1000, in a thousand');
}

function requireVoters(options: RaftOptions): void {
  const { initialVoters } = options;
  if (initialVoters === null) return;
  const isList = Array.isArray(initialVoters) && initialVoters.length > 0;
  requireThat(isList, options, 'initialVoters', 'a list of at least one server, or null');
  requireThat(new Set(initialVoters).size === initialVoters.length, options, 'initialVoters', 'each server once');
}

function requireWhole(options: RaftOptions, name: keyof RaftOptions, least: number, orElse: string = ''): void {
  const value = options[name];
  requireThat(typeof value === 'number' && Number.isSafeInteger(value) && value >= least, options, name, `a whole number from ${least}${orElse}`);
}

function requireThat(holds: boolean, options: RaftOptions, name: keyof RaftOptions, expected: string): void {
  requireOption(holds, 'Raft', name, options[name], expected);
}
