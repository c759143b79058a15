/** What differs between the editions of the labs' Raft tests. */

export interface Edition {
  /**
   * `later`: a server that is to be down is only disconnected, and crashes in the moment before it comes back. `atOnce`: it is down from the
   * beginning of its absence.
   */
  readonly crashes: 'later' | 'atOnce';
  /** Whom a restart connects again: the server that starts, or everybody. */
  readonly restartConnects: 'itself' | 'everybody';
  /** Does the tester remember what a server applied before its restart? Else the record fills again. */
  readonly keepsRecords: boolean;
}

/** 2022 to 2024: `start1`, which crashes and starts in one. */
export const raft2022: Edition = { crashes: 'later', restartConnects: 'itself', keepsRecords: true };

/** The Raft tests of 2024 are those of 2022, with two more on failing servers and one on snapshots. */
export const raft2024: Edition = { ...raft2022 };

/** 2025: servers are shut down, and `restart` calls `ConnectAll`. */
export const raft2025: Edition = { crashes: 'atOnce', restartConnects: 'everybody', keepsRecords: false };

/** 2025 with a restart that leaves the disconnected ones alone, so that churn churns. */
export const repaired2025: Edition = { ...raft2025, restartConnects: 'itself' };
