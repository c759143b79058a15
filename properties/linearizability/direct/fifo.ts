import { item } from '../search/words.ts';
import { type Item, itemsOf } from './items.ts';
import type { Direct, QueueStep, Times } from './steps.ts';

/**
 * Decides the history of a queue, in O(n log n), where each item was enqueued once and every dequeue was answered with one;
 * refutes others.
 *
 * One item comes before another where time says so: it was in before the other was put in, out before the other was taken out,
 * or out before the other was put in. If no items come before each other in a circle, they have an order; then each goes in, and
 * comes out, as early as its own calls and the items before it allow. That is before its returns, because a call later than
 * these would be that of an item that comes after it. After Henzinger, Sezgin and Vafeiadis, "Aspect-oriented
 * linearizability proofs" (2013).
 */
export function decideFifo(steps: readonly QueueStep[], times: Times): Direct {
  const found = itemsOf(steps, times);
  if ('kind' in found) return found;
  const sorting = new Sorting(found);
  if (sorting.circle.length > 0) return illegalOrder(sorting.circle);
  // What an unanswered dequeue took cannot be told; and whether a queue was empty depends on when items went in.
  const isExact = steps.every(({ kind }) => kind === 'enqueue' || kind === 'dequeue');
  return isExact ? { kind: 'ok', order: schedule(sorting.order) } : { kind: 'open' };
}

function illegalOrder(circle: readonly Item[]): Direct {
  const culprits = circle.flatMap(({ enqueue, dequeue }) => (dequeue === null ? [enqueue] : [enqueue, dequeue]));
  return { kind: 'illegal', contradiction: { kind: 'order', culprits }, operations: culprits.toSorted((a, b) => a - b) };
}

/** Items one by one, each of them one before which no other need come; until none is left, or none of these is. */
class Sorting {
  readonly order: Item[] = [];
  /** Items of which each must come before the next, and the last before the first; none where there is an order. */
  readonly circle: readonly Item[];
  readonly #isTaken: boolean[];
  /** The items that remain, by their first returns. */
  readonly #byIn: Cursor;
  readonly #byOut: Cursor;

  constructor(items: readonly Item[]) {
    this.#isTaken = items.map(() => false);
    this.#byIn = new Cursor(items, this.#isTaken, ({ in: { return: returned } }) => returned);
    this.#byOut = new Cursor(items, this.#isTaken, ({ out: { return: returned } }) => returned);
    this.#sort(items);
    this.circle = this.order.length === items.length ? [] : this.#findCircle();
  }

  #sort(items: readonly Item[]): void {
    const ins = new Line(items, ({ in: { call } }) => call);
    const outs = new Line(items, ({ out: { call } }) => call);
    const halves = items.map(() => 0);
    for (;;) {
      const [firstIn, firstOut] = [this.#byIn.least(), this.#byOut.least()];
      const reached = [...ins.upTo(Math.min(firstIn, firstOut)), ...outs.upTo(firstOut)];
      const free = reached.filter((each) => (halves[each] = (halves[each] ?? 0) + 1) === 2);
      if (free.length === 0) return;
      for (const each of free) {
        this.#isTaken[each] = true;
        this.order.push(item(items, each));
      }
    }
  }

  /** From any that remains to one that must come before it, and so on, until one comes again. */
  #findCircle(): readonly Item[] {
    const path = new Set<Item>();
    let next = this.#byIn.first();
    while (!path.has(next)) {
      path.add(next);
      next = next.in.call > this.#byIn.least() ? this.#byIn.first() : this.#byOut.first();
    }
    return [...path].slice([...path].indexOf(next));
  }
}

/** The least remaining item by some measure. */
class Cursor {
  readonly #items: readonly Item[];
  readonly #isTaken: readonly boolean[];
  readonly #measure: (item: Item) => number;
  readonly #order: readonly number[];
  #next = 0;

  constructor(items: readonly Item[], isTaken: readonly boolean[], measure: (item: Item) => number) {
    this.#items = items;
    this.#isTaken = isTaken;
    this.#measure = measure;
    this.#order = sortedBy(items, measure);
  }

  least(): number {
    while (this.#isTaken[this.#order[this.#next] ?? -1] === true) this.#next++;
    return this.#next < this.#order.length ? this.#measure(this.first()) : Infinity;
  }

  first(): Item {
    while (this.#isTaken[this.#order[this.#next] ?? -1] === true) this.#next++;
    return item(this.#items, item(this.#order, this.#next));
  }
}

/** Items in the order of some measure, each given once, as soon as a bound reaches it. */
class Line {
  readonly #items: readonly Item[];
  readonly #measure: (item: Item) => number;
  readonly #order: readonly number[];
  #next = 0;

  constructor(items: readonly Item[], measure: (item: Item) => number) {
    this.#items = items;
    this.#measure = measure;
    this.#order = sortedBy(items, measure);
  }

  upTo(bound: number): readonly number[] {
    const from = this.#next;
    while (this.#next < this.#order.length && this.#measure(item(this.#items, item(this.#order, this.#next))) <= bound) this.#next++;
    return this.#order.slice(from, this.#next);
  }
}

/** Infinity less Infinity is no number: compare, do not subtract. */
function sortedBy(items: readonly Item[], measure: (item: Item) => number): readonly number[] {
  const measures = items.map(measure);
  return [...items.keys()].sort((a, b) => {
    const [left, right] = [item(measures, a), item(measures, b)];
    return left < right ? -1 : Number(left > right);
  });
}

/** Each operation as early as can be, in the order of the items. */
function schedule(items: readonly Item[]): readonly number[] {
  const moments: { readonly operation: number; readonly at: number; readonly isOut: boolean }[] = [];
  let [lastIn, lastOut] = [-Infinity, -Infinity];
  for (const { enqueue, dequeue, in: { call }, out } of items) {
    lastIn = Math.max(lastIn, call);
    moments.push({ operation: enqueue, at: lastIn, isOut: false });
    if (dequeue === null) continue;
    lastOut = Math.max(lastOut, lastIn, out.call);
    moments.push({ operation: dequeue, at: lastOut, isOut: true });
  }
  return moments.sort((a, b) => a.at - b.at || Number(a.isOut) - Number(b.isOut)).map(({ operation }) => operation);
}
