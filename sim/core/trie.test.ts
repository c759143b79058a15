import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Key, type Leaf, leavesOf, put, remove, type Trie } from './trie.ts';

/** Leaves with chosen hashes, so that few bits make for much trouble. */
const leaf = (hash: number, key: Key): Leaf<Key, string> => ({ kind: 'leaf', hash, key, value: `${hash}/${key}`, print: 0 });

const all = [0, 1, 2, 3, 4, 32, 128, -1, -2, -2147483648, 0x08000000].flatMap((hash) => [leaf(hash, 'a'), leaf(hash, 'b'), leaf(hash, 1)]);

function trieOf(leaves: Iterable<Leaf<Key, string>>): Trie<Key, string> | null {
  let trie: Trie<Key, string> | null = null;
  for (const one of leaves) trie = put(trie, one);
  return trie;
}

test('a trie has one shape, whatever the order of its leaves and whatever was there in between', () => {
  const content = fc.shuffledSubarray(all).chain((kept) => {
    const again = fc.shuffledSubarray(kept, { minLength: kept.length });
    return fc.tuple(fc.constant(kept), again, fc.shuffledSubarray(all));
  });
  fc.assert(
    fc.property(content, ([kept, again, passing]) => {
      let detour = trieOf([...passing, ...again]);
      for (const gone of passing) if (detour !== null && !kept.includes(gone)) detour = remove(detour, gone.hash, gone.key);
      expect(detour).toEqual(trieOf(kept));
    }),
  );
});

test('leaves are met in the order of the unsigned hash, then numbers before strings', () => {
  const met = [...leavesOf(trieOf(all.toReversed()))];
  const hashes = [0, 1, 2, 3, 4, 32, 128, 0x08000000, -2147483648, -2, -1];
  expect(met.map(({ hash, key }) => [hash, key])).toEqual(hashes.flatMap((hash) => [[hash, 1], [hash, 'a'], [hash, 'b']]));
});

test('an update copies the way to its leaf and shares all else', () => {
  const leaves = Array.from({ length: 32 }, (_, i) => leaf(i << 27, 'a'));
  const before = trieOf(leaves);
  const after = put(before, { ...leaf(5 << 27, 'a'), value: 'new' });
  const [olds, news] = [before, after].map((trie) => (trie?.kind === 'branch' ? trie.children : []));
  expect(olds?.filter((child, i) => child !== news?.[i])).toHaveLength(1);
});

test('hashes that differ in their last bit only lie seven branches deep, and no deeper', () => {
  let node = trieOf([leaf(0, 'a'), leaf(1, 'b')]);
  let branches = 0;
  for (; node?.kind === 'branch'; branches++) node = node.children[0] ?? null;
  expect([branches, node?.kind]).toEqual([7, 'leaf']);
});
