import { item } from './search/words.ts';
import type { Outcome } from './search/search.ts';

/** How far each key that is open may search. Keys by their place among all. */
export interface Round {
  /** Most configurations that each search of a key may have visited after it. */
  readonly turn: number;
  readonly grants: readonly { readonly part: number; /** Most that it may cost. */ readonly allowance: number }[];
}

/** What one key came to in a round. */
export interface Progress {
  readonly outcome: Outcome;
  readonly cost: number;
  /** Different ones visited so far. */
  readonly configurations: number;
}

/** How it ended. `configurations`: over all keys. `illegal`: of the keys that were refuted in one round, the first. */
export type Conclusion = { readonly configurations: number } & (
  | { readonly kind: 'ok' }
  | { readonly kind: 'illegal'; readonly part: number }
  | { readonly kind: 'unknown'; readonly open: readonly number[] }
);

const firstTurn = 1_000;
const turnGrowth = 4;

/**
 * Shares a budget among keys, in turns that grow, so that one key that is easily refuted ends the check. Yields rounds, and is told what came of
 * the keys in each, in their order, up to the first that was refuted.
 *
 * What a key may cost in a round depends on what was known before the round only: keys may be searched one after the
 * other or at once, by as many workers as there are, and it comes to the same.
 */
export function* rounds(sizes: readonly number[], budget: number): Generator<Round, Conclusion, readonly Progress[]> {
  const configurations = sizes.map(() => 0);
  const sum = (): number => configurations.reduce((total, each) => total + each, 0);
  let open = [...sizes.keys()];
  let left = budget;
  for (let turn = firstTurn; open.length > 0 && left > 0; turn *= turnGrowth) {
    const grants = shares(sizes, open, left);
    const told = yield { turn, grants };
    const rest: number[] = [];
    for (const [place, { outcome, cost, configurations: visited }] of told.entries()) {
      const part = item(open, place);
      configurations[part] = visited;
      left -= cost;
      if (outcome === 'illegal') return { kind: 'illegal', part, configurations: sum() };
      if (outcome === 'open') rest.push(part);
    }
    open = rest;
  }
  return open.length === 0 ? { kind: 'ok', configurations: sum() } : { kind: 'unknown', open, configurations: sum() };
}

/** Half of it is shared by heads, half by sizes: an order takes one configuration for each operation, if that goes well. */
function shares(sizes: readonly number[], open: readonly number[], left: number): Round['grants'] {
  const total = open.reduce((sum, part) => sum + item(sizes, part), 0);
  return open.map((part) => ({ part, allowance: (left / 2) * (1 / open.length + item(sizes, part) / Math.max(1, total)) }));
}
