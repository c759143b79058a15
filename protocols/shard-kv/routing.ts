/** Which shard a key belongs to. */
import { halvesOf } from '../shard-controller/index.ts';
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

/** The shard of a key: a root, by the remainder of its hash; or the part of it, or part of a part, that the next bits of the hash lead to. */
export function shardOf(hash: KeyHash, { roots, shards }: ShardConfiguration, key: string): Shard {
  let [shard, bits] = rootOf(hash, roots, key);
  for (let depth = 0; depth < deepest && !shards.has(shard); depth++) {
    shard = halvesOf(roots, shard)[bits % 2] ?? shard;
    bits = Math.floor(bits / 2);
  }
  return shard;
}

/** Splitting further does not separate keys any more. */
const deepest = 32;

function rootOf(hash: KeyHash, roots: number, key: string): [shard: Shard, bits: number] {
  const hashed = hash(key);
  return roots === 0 ? [0, 0] : [hashed % roots, Math.floor(hashed / roots)];
}

/** Does the key belong to this shard, or to what it was split into? */
export function isIn(hash: KeyHash, roots: number, shard: Shard, key: string): boolean {
  let [found, bits] = rootOf(hash, roots, key);
  // Parts have higher numbers than what they are parts of.
  for (; found < shard; bits = Math.floor(bits / 2)) found = halvesOf(roots, found)[bits % 2] ?? shard;
  return found === shard;
}
