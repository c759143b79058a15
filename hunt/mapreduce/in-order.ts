/** Keys in their order, by their places. */

const units = 4;

/**
 * The places of some keys in increasing order of the keys, by code units as `<` has it. The beginnings of keys are sorted as numbers, without a look at the
 * keys themselves, which lie all over the memory; those that begin alike are then compared.
 */
export function placesInOrder(keys: readonly string[], places: readonly number[]): readonly number[] {
  // A number holds 53 bits: the key's beginning, as much as fits, above the place among `places`.
  const count = 2 ** Math.ceil(Math.log2(places.length + 1));
  const room = Math.max(1, (256 ** units * count) / 2 ** 53);
  const numbers = Float64Array.from(places, (place, i) => Math.floor(beginningOf(keys[place] ?? '') / room) * count + i).sort();
  const order: number[] = [];
  for (let from = 0; from < numbers.length; ) {
    const beginning = Math.floor((numbers[from] ?? 0) / count);
    const begin = from;
    for (; from < numbers.length && Math.floor((numbers[from] ?? 0) / count) === beginning; from++) order.push(places[(numbers[from] ?? 0) % count] ?? 0);
    if (from - begin > 1) sortFrom(order, begin, keys);
  }
  return order;
}

/** A key that comes before another has no larger one. Code units above Latin-1 all count as one, and nothing after the first of them counts. */
function beginningOf(key: string): number {
  let beginning = 0;
  for (let i = 0; i < units; i++) {
    const unit = i < key.length ? key.charCodeAt(i) : 0;
    if (unit >= 0xff) return (beginning * 256 + 0xff) * 256 ** (units - 1 - i);
    beginning = beginning * 256 + unit;
  }
  return beginning;
}

/** Sorts what is at the end of `order`. */
function sortFrom(order: number[], begin: number, keys: readonly string[]): void {
  const keyAt = (place: number): string => keys[place] ?? '';
  const alike = order.splice(begin).sort((a, b) => (keyAt(a) < keyAt(b) ? -1 : keyAt(a) > keyAt(b) ? 1 : 0));
  for (const place of alike) order.push(place);
}
