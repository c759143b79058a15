/** What a group has to do with a shard. A frozen one is kept for whoever has it next, an awaited one is on its way to here. */
export type ShardStatus = 'serving' | 'frozen' | 'awaited' | 'gone';

/** A shard at a group. */
export interface Held {
  readonly status: ShardStatus;
  /** Number of the configuration by which it got this status. */
  readonly number: number;
  /** Empty unless it is served or frozen. */
  readonly content: unknown;
  /** Commands that it has executed and looks that it has answered, as far as these are counted, wherever it was. */
  readonly traffic: number;
}

/** How the content of shards is divided and put together again. */
export interface Divisible {
  /** What these keys have to do with. */
  divide(content: unknown, takes: (key: string) => boolean): unknown;
  /** What both have to do with, which are halves of one shard. */
  unite(content: unknown, other: unknown): unknown;
}
