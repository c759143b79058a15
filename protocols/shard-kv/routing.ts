/** Which shard a key belongs to. */
import type { Shard, ShardConfiguration } from '../shard-controller/index.ts';

/** A whole number from 0 on that a key stands for. */
export type KeyHash = (key: string) => number;

/** The first byte of the key (MIT 6.824, and 6.5840 of 2024); 0 for the empty key. */
export const firstByte: KeyHash = (key) => (key === '' ? 0 : key.charCodeAt(0));

/** FNV-1a in 32 bits (MIT 6.5840 from 2025 on), over UTF-16 units: the same for the labs' keys, which are ASCII. */
export const fnv1a: KeyHash = (key) => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

/** The shard of a key. */
export const shardOf = (hash: KeyHash, { shards }: ShardConfiguration, key: string): Shard => hash(key) % Math.max(1, shards.size);
