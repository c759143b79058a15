import type { History, Operation } from '../history.ts';
import type { Phrases } from './phrases.ts';

/**
 * What two values that would have to take turns say against one of their operations. The first two operations are of the one
 * value, which was there from the return of the first to the call of the second; the last two are of the other, of which the first returned
 * before that call, and the last was called after that return. The initial value has no first operation: then there are three.
 */
export function inBetween<State, Input, Output>(phrases: Phrases<State, Input, Output>, culprits: History<Input, Output>, it: Operation<Input, Output>): string | null {
  const [a, b, c, d] = culprits;
  if (a === undefined || b === undefined || c === undefined) return null;
  if (d === undefined) return besideInitial(phrases, [a, b, c], it);
  const name = (operation: Operation<Input, Output>): string => (operation === it ? 'it' : phrases.named(operation));
  const facts = c === d ? amid(name, [a, b, c], it) : apart(name, [a, b, c, d], it);
  return `but ${facts}: one value would have had to be there twice`;
}

type Name<Input, Output> = (operation: Operation<Input, Output>) => string;
type Three<Input, Output> = readonly [Operation<Input, Output>, Operation<Input, Output>, Operation<Input, Output>];
type Four<Input, Output> = readonly [...Three<Input, Output>, Operation<Input, Output>];

/** The other value has one operation only, which lies wholly between the two. */
function amid<Input, Output>(name: Name<Input, Output>, [first, last, other]: Three<Input, Output>, it: Operation<Input, Output>): string {
  if (it === other) return `it began after ${name(first)} had returned, and returned before ${name(last)} began`;
  return `${name(other)} began after ${name(first)} had returned, and returned before ${name(last)} began`;
}

function apart<Input, Output>(name: Name<Input, Output>, [first, last, early, late]: Four<Input, Output>, it: Operation<Input, Output>): string {
  const facts = [`${name(early)} had returned before ${name(last)} began`, `${name(late)} began only after ${name(first)} had returned`];
  return (it === first || it === late ? facts.toReversed() : facts).join(', and ');
}

/** What belongs to the initial value comes before all others. */
function besideInitial<State, Input, Output>(phrases: Phrases<State, Input, Output>, [a, b, c]: Three<Input, Output>, it: Operation<Input, Output>): string {
  // The initial value is that of the first operation, or that of the last: the first two cannot lie the other way round, then.
  const isFirst = b.return !== null && b.return < a.call;
  const [initial, returned] = isFirst ? [a, b] : [c, a];
  if (it === initial) return `but ${phrases.named(returned)}, which must come after it, had returned before it began`;
  const since = it === returned ? 'it' : phrases.named(returned);
  return `but ${phrases.named(initial)}, which must come before it, began only after ${since} had returned`;
}
