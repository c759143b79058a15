/** Who hands out the ranges of a campaign, and keeps their results. */
import type { FleetRange, Manifest } from './manifest.ts';
import type { RangeRecord } from './range-record.ts';

/** A range that a worker has in hand. */
export interface Claim {
  readonly range: FleetRange;
  /** Tells this claim from an earlier one of the same range. */
  readonly token: string;
}

export interface FleetStats {
  readonly total: number;
  readonly done: number;
  /** In somebody's hands. */
  readonly active: number;
  /** Given up after too many tries. */
  readonly failed: number;
}

/**
 * Ranges are handed out at least once; results are stored under the range's id, and the first one stays: so each counts exactly once,
 * whatever becomes of workers.
 */
export interface Coordinator {
  /** A range that nobody has in hand; null: there is none at the moment. */
  claim(worker: string): Promise<Claim | null>;
  /** Says that the worker is alive: must come within the time of a lease. False: the range has been given to somebody else. */
  renew(claim: Claim): Promise<boolean>;
  /** Stores the result. False: it is refused, because the claim was lost or a result is there. */
  complete(claim: Claim, record: RangeRecord): Promise<boolean>;
  /** Something went wrong that was not the protocol's: somebody else may try, a few times. */
  fail(claim: Claim, reason: string): Promise<void>;
  stats(): Promise<FleetStats>;
}

/** A campaign in its place: the coordinator, what has come of it, and the corpus that its workers share. */
export interface FleetCampaign extends Coordinator {
  readonly manifest: Manifest;
  /** The results so far, each once. What is not valid is left out, and its range is not done. */
  results(): Promise<readonly RangeRecord[]>;
  /** Ranges that were given up, and why. */
  failures(): Promise<readonly { readonly id: string; readonly reason: string }[]>;
  /** Puts an encoded capsule into the shared corpus. */
  share(capsule: Uint8Array): Promise<void>;
  /** Capsules of the shared corpus that were not asked for before: bytes of others. */
  shared(): Promise<readonly Uint8Array[]>;
  close(): Promise<void>;
}

/** A place where campaigns are. */
export interface Fleet {
  /** Begins a campaign, or goes on with it where it was begun already. Throws `BadInput` where another one has its id. */
  start(manifest: Manifest): Promise<void>;
  /** Throws `BadInput` where there is none of this id. */
  open(id: string): Promise<FleetCampaign>;
  list(): Promise<readonly Manifest[]>;
  close(): Promise<void>;
}

/** Milliseconds for which a range stays in the hands of a worker that says nothing: much longer than its event loop may stand still. */
export const leaseMilliseconds = 12_000;

/** A range is given up after so many tries: it takes its workers with it. */
export const mostTries = 6;
