import { counted } from '../../sim/core/counted.ts';
import type { History, Operation } from '../history.ts';
import { canonicalText } from './canonicalText.ts';
import type { Explanation } from './explain.ts';
import { drawLanes } from './lanes.ts';
import { complete, type CompleteModel, type Model } from './model.ts';
import { clipped } from './phrases.ts';
import { sentenceOf } from './sentence.ts';
import type { Placed, Statistics, Undecided, Verdict } from './verdict.ts';

const prefixShown = 20;
const statesShown = 8;
const freeShown = 20;
const drawnMax = 60;
const lanesWidthMax = 200;

/** Says in one line what was decided. */
export function verdictText(verdict: Verdict<unknown>): string {
  switch (verdict.kind) {
    case 'ok':
      return `Linearizable: ${statisticsText(verdict.statistics)}.`;
    case 'illegal':
      return `Not linearizable: key ${canonicalText(verdict.key)}; ${statisticsText(verdict.statistics)}.`;
    case 'unknown':
      return `Unknown: ${verdict.why}; ${statisticsText(verdict.statistics)}. ${verdict.undecided.map(undecidedText).join('; ')}.`;
    case 'refused':
      return `Not a history: operation ${verdict.operation}: ${verdict.why}.`;
  }
}

/** What there was to check, and the work that it took. */
export function statisticsText({ operations, unanswered, keys, widestWindow, configurations }: Statistics): string {
  const counts = `${counted(operations, 'operation')} (${unanswered} unanswered), ${counted(keys, 'key')}`;
  return `${counts}, at most ${widestWindow} open at once, ${counted(configurations, 'configuration')}`;
}

const undecidedText = ({ key, operations, unanswered, window, reached }: Undecided): string =>
  `Key ${canonicalText(key)}: got past ${reached} of ${operations - unanswered} answered operations, ${window} open at once`;

/**
 * Tells why a history is not linearizable, in plain text, the same each time: in one sentence, then the small part that shows it, the operation
 * that cannot be placed, and the longest legal order before it.
 */
export function explanationText<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  explanation: Explanation<State, Input, Output>,
): string {
  const rules = complete(model);
  const sections = [
    [verdictText(explanation.verdict), sentenceOf(model, history, explanation)],
    minimalText(rules, explanation),
    blockedText(rules, history, explanation),
    prefixText(rules, history, explanation.verdict.prefix),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function minimalText<State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  { minimal, operationsOfKey }: Explanation<State, Input, Output>,
): readonly string[] {
  const operations = minimal.kept.map(({ operation }) => operation);
  const answered = operations.filter((operation) => operation.return !== null);
  const certainty = minimal.isCertain ? ', whatever the others did' : '';
  const proof = minimal.isMinimal ? '; proven minimal, each was tried without' : '; perhaps not the fewest, the budget ended';
  return [
    `${operations.length} of its ${counted(operationsOfKey, 'operation')} ${operations.length === 1 ? 'shows' : 'show'} it${certainty}${proof}:`,
    ...drawn(model, answered).map((line) => `  ${line}`),
    ...freeText(model, operations.filter((operation) => operation.return === null)),
  ];
}

function drawn<State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  operations: History<Input, Output>,
): readonly string[] {
  const lanes = operations.length > drawnMax ? [] : drawLanes(operations, (operation) => clipped(described(model, operation)));
  if (lanes.length > 0 && lanes.every((line) => line.length <= lanesWidthMax)) return lanes;
  const more = operations.length > drawnMax ? [`and ${operations.length - drawnMax} more`] : [];
  return [...operations.slice(0, drawnMax).map((operation) => operationText(model, operation)), ...more];
}

/** Operations without an answer, and those whose answer plays no part. */
function freeText<State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  operations: History<Input, Output>,
): readonly string[] {
  if (operations.length === 0) return [];
  const lines = operations.slice(0, freeShown).map((operation) => {
    return `    client ${operation.client}, called at ${operation.call}: ${clipped(described(model, operation))}`;
  });
  const more = operations.length > freeShown ? [`    and ${operations.length - freeShown} more`] : [];
  return ['  and at any time after their calls, or never:', ...lines, ...more];
}

const described = <State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  { input, output }: Operation<Input, Output>,
): string => model.describeOperation(input, output);

function blockedText<State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  history: History<Input, Output>,
  { verdict }: Explanation<State, Input, Output>,
): readonly string[] {
  const blocked = history[verdict.blocked];
  if (blocked === undefined) return [];
  const states = verdict.statesThere.slice(0, statesShown).map((state) => clipped(model.describeState(state)));
  const more = verdict.statesThere.length > statesShown ? `, and ${verdict.statesThere.length - statesShown} more` : '';
  return [
    'No legal order gets past this operation:',
    `  ${operationText(model, blocked)}`,
    `  possible states there: ${states.join(', ')}${more}`,
  ];
}

function operationText<State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  operation: Operation<Input, Output>,
): string {
  const { client, call, return: returned } = operation;
  const interval = returned === null ? `called at ${call}, never answered` : `from ${call} to ${returned}`;
  return `client ${client}: ${clipped(described(model, operation))}, ${interval}`;
}

function prefixText<State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  history: History<Input, Output>,
  prefix: readonly Placed<State>[],
): readonly string[] {
  if (prefix.length === 0) return [`Nothing can come before it. Initial state: ${model.describeState(model.init())}`];
  const rows = prefix.slice(-prefixShown).map(({ operation, state }) => {
    const found = history[operation];
    const what = found === undefined ? '' : `client ${found.client}: ${clipped(described(model, found))}`;
    return { what, state: clipped(model.describeState(state)) };
  });
  const width = Math.max(...rows.map(({ what }) => what.length));
  const skipped = prefix.length > prefixShown ? [`  ... ${prefix.length - prefixShown} before these`] : [];
  const lines = rows.map(({ what, state }) => `  ${what.padEnd(width)}  => ${state}`);
  return [`Longest legal order before it (${counted(prefix.length, 'operation')}, with the state after each):`, ...skipped, ...lines];
}
