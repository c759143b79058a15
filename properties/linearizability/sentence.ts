import { unreachable } from '../../sim/core/assert.ts';
import { counted } from '../../sim/core/counted.ts';
import type { History, Operation } from '../history.ts';
import { inBetween } from './between.ts';
import { check } from './checker.ts';
import type { Contradiction } from './direct/steps.ts';
import type { Explanation } from './explain.ts';
import { complete, type Model } from './model.ts';
import { listed, Phrases } from './phrases.ts';
import type { Placed } from './verdict.ts';
import { statesFoundBy } from './whereabouts.ts';

const othersNamed = 3;
const statesNamed = 3;

/**
 * Why the history is not linearizable, in one sentence about the operation that cannot be placed: who asked for it, what the
 * answer was, and what stands against it. Where the verdict was found without a search, that is what contradicts it; else what
 * the object can only have been. Every clause holds of the whole history.
 */
export function sentenceOf<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  explanation: Explanation<State, Input, Output>,
): string {
  const phrases = new Phrases(complete(model));
  const { blocked, refutation } = explanation.verdict;
  const operation = history[blocked];
  if (operation === undefined) return 'No order explains the answers.';
  const contradicted = refutation === null ? null : againstIt(phrases, history, refutation.contradiction, blocked);
  return `${phrases.told(operation)}, ${contradicted ?? whatWasPossible(model, history, phrases, operation, explanation)}.`;
}

/** What contradicts the operation, where it is one of those that contradict each other; else null. */
function againstIt<State, Input, Output>(
  phrases: Phrases<State, Input, Output>,
  history: History<Input, Output>,
  { kind, culprits }: Contradiction,
  blocked: number,
): string | null {
  if (!culprits.includes(blocked)) return null;
  const operations = culprits.flatMap((culprit) => history[culprit] ?? []);
  const it = history[blocked];
  const other = operations.find((operation) => operation !== it);
  switch (kind) {
    case 'impossible':
      return 'which is no answer to that in any state';
    case 'unwritten':
      return 'but nobody can have left what it must have found';
    case 'twice':
      return other === undefined ? null : `but ${phrases.named(other)} must have replaced the same value, which was there only once`;
    case 'order':
      return other === undefined ? null : outOfOrder(phrases, operations, it, other);
    case 'between':
      return it === undefined ? null : inBetween(phrases, operations, it);
    default:
      return unreachable(kind);
  }
}

/** The second of them returned before the first was called, and must come after it. */
function outOfOrder<State, Input, Output>(
  phrases: Phrases<State, Input, Output>,
  [first]: History<Input, Output>,
  it: Operation<Input, Output> | undefined,
  other: Operation<Input, Output>,
): string {
  if (first === it) return `but ${phrases.named(other)}, which must come after it, had returned before it began`;
  return `but ${phrases.named(other)}, which must come before it, began only after it had returned`;
}

/** The states that the operation may have found; where these are too many to find out, where the longest legal order leads. */
function whatWasPossible<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  phrases: Phrases<State, Input, Output>,
  blocked: Operation<Input, Output>,
  explanation: Explanation<State, Input, Output>,
): string {
  const states = statesFoundBy(model, history, blocked);
  if (states === null) return `but no order that explains the other answers has a place for it: ${whereOneLeads(model, phrases, explanation)}`;
  if (states.some((state) => model.step(state, blocked.input, blocked.output).length > 0)) return `but where that was possible, another answer would have no place any more: ${whereOneLeads(model, phrases, explanation)}`;
  if (states.length === 0) return 'but no order of what was asked for leads to that';
  const { operations, prefix } = shownBy(model, explanation);
  const since = states.length === 1 && prefix !== null ? afterThese(phrases, operations, prefix) : '';
  return `but ${onlyThese(states.map((state) => phrases.state(state)))}${since}`;
}

interface Shown<State, Input, Output> {
  readonly operations: History<Input, Output>;
  /** A legal order of some of these, up to the blocked one; null where another one cannot be placed without the rest. */
  readonly prefix: readonly Placed<State>[] | null;
}

/** What the small part of the history shows of what came before. */
function shownBy<State, Input, Output>(model: Model<State, Input, Output>, { verdict, minimal }: Explanation<State, Input, Output>): Shown<State, Input, Output> {
  const operations = minimal.kept.map(({ operation }) => operation);
  // Impossible by itself: then what others had done says more than what the state was without them.
  if (operations.length === 1) return { operations, prefix: verdict.prefix.length === 0 && verdict.statesThere.length === 1 ? [] : null };
  const small = check(model, operations);
  const isSame = small.kind === 'illegal' && minimal.kept[small.blocked]?.source === verdict.blocked && small.statesThere.length > 0;
  return { operations, prefix: isSame ? small.prefix : null };
}

function whereOneLeads<State, Input, Output>(model: Model<State, Input, Output>, phrases: Phrases<State, Input, Output>, explanation: Explanation<State, Input, Output>): string {
  const { operations, prefix } = shownBy(model, explanation);
  const last = (prefix ?? explanation.verdict.prefix).at(-1);
  const state = phrases.state(last === undefined ? model.init() : last.state);
  return prefix === null ? `the longest legal order found before it leads to ${state}` : `the state is ${state}${afterThese(phrases, operations, prefix)}`;
}

function onlyThese(states: readonly string[]): string {
  const [one = '', ...others] = states;
  if (others.length === 0) return `the state could only be ${one}`;
  if (states.length <= statesNamed) return `the state could only be ${listed(states, 'or')}`;
  return `the state could only be ${one} or one of ${others.length} others, none of which allows that`;
}

function afterThese<State, Input, Output>(phrases: Phrases<State, Input, Output>, operations: History<Input, Output>, prefix: readonly Placed<State>[]): string {
  const named = prefix.flatMap(({ operation }) => operations[operation] ?? []).map((operation) => phrases.named(operation));
  if (named.length === 0) return ', as at the beginning';
  const earlier = named.length > othersNamed ? [counted(named.length - othersNamed, 'other')] : [];
  return `, after ${listed([...earlier, ...named.slice(-othersNamed)])}`;
}
