/**
 * Transactions over keys of several shards (two-phase commit over replicated groups; Lampson and Sturgis, Gray): their words.
 *
 * Every key that a transaction names is a participant of its own, wherever its shard is: it is locked when it is prepared, and stays so until
 * the outcome is known to it (strict two-phase locking). The outcome is decided at one of them, the home, and is what stands there first;
 * so nobody waits for a coordinator that is gone: whoever comes upon a lock may let the home decide that the transaction is aborted.
 */

/** Which transaction: the coordinator's name, and its count. A coordinator has one at a time. */
export interface TransactionId {
  readonly coordinator: number;
  readonly number: number;
}

/** What a user asks for: what all these keys have at one moment; and if those of `compare` have these values, new ones for others. Null: no value. */
export interface Transaction {
  readonly compare: readonly (readonly [key: string, value: string | null])[];
  readonly reads: readonly string[];
  readonly writes: readonly (readonly [key: string, value: string])[];
}

/** What a transaction answers: what the keys had, in the order of the keys, and whether it has written. */
export interface TransactionResult {
  readonly succeeded: boolean;
  readonly values: readonly (readonly [key: string, value: string | null])[];
}

/** How a transaction ends: with its writes; without, having seen what it does not go with; or not at all. */
export type TransactionOutcome = 'applied' | 'observed' | 'aborted';

/** What a transaction does to one key. */
export interface Part {
  readonly transaction: TransactionId;
  /** The key where the outcome is decided. */
  readonly home: string;
  /** Null: it is only read. */
  readonly write: string | null;
}

/** What a coordinator asks of the shard of a key. */
export type TransactionCommand =
  /** Locks the key; it is refused while another transaction has it. */
  | { readonly kind: 'prepare'; readonly key: string; readonly part: Part }
  /** Decides the outcome, unless that was done before. The key is the home of the transaction. */
  | { readonly kind: 'decide'; readonly key: string; readonly transaction: TransactionId; readonly outcome: TransactionOutcome }
  /** Writes what was prepared, or not, and unlocks the key. */
  | { readonly kind: 'finish'; readonly key: string; readonly transaction: TransactionId; readonly outcome: TransactionOutcome };

/** What it is answered. */
export type TransactionAnswer =
  | { readonly kind: 'vote'; readonly granted: boolean; readonly value: string | null }
  | { readonly kind: 'decided'; readonly outcome: TransactionOutcome }
  | { readonly kind: 'finished' };

/** Asks the home of a transaction, on behalf of a key that it has locked, for the outcome; if there is none, it is aborted. */
export interface Resolve {
  readonly kind: 'resolve';
  readonly home: string;
  readonly key: string;
  /** Shard of the key. */
  readonly shard: number;
  readonly transaction: TransactionId;
}

/** Here it is. */
export interface Resolved {
  readonly kind: 'resolved';
  readonly key: string;
  readonly transaction: TransactionId;
  readonly outcome: TransactionOutcome;
}

export const isSameTransaction = (one: TransactionId, other: TransactionId): boolean => one.coordinator === other.coordinator && one.number === other.number;
