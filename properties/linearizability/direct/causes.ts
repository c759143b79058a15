import { at } from '../search/words.ts';
import type { ToldAsRegister } from './steps.ts';
import { none, type Values } from './values.ts';

/**
 * The operations, with those that show what they did, with all that may have left what they saw, with all that may have left what these saw, and so on: enough
 * to be illegal for the same reason.
 */
export function withCauses({ evidence = [] }: ToldAsRegister, values: Values, operations: readonly number[]): readonly number[] {
  const setters = settersByValue(values);
  const found = new Set(operations);
  for (const operation of found) {
    const shown = evidence[operation] ?? null;
    if (shown !== null) found.add(shown);
    for (const setter of setters.get(at(values.saw, operation)) ?? []) found.add(setter);
  }
  found.delete(values.left.length - 1);
  return [...found].sort((a, b) => a - b);
}

function settersByValue({ left }: Values): ReadonlyMap<number, readonly number[]> {
  const setters = new Map<number, number[]>();
  for (const [operation, value] of left.entries()) {
    const same = setters.get(value);
    if (value === none) continue;
    if (same === undefined) setters.set(value, [operation]);
    else same.push(operation);
  }
  return setters;
}
