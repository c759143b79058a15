import type { History } from '../../history.ts';
import { canonicalText } from '../canonicalText.ts';
import type { Explanation } from '../explain.ts';
import { complete, type CompleteModel, type Model } from '../model.ts';
import { explanationText, statisticsText } from '../report.ts';
import { sentenceOf } from '../sentence.ts';
import { cut } from './cut.ts';
import { excerpt } from './excerpt.ts';
import { ordersOf } from './orders.ts';
import type { Picture, PictureFault, PictureGap, PictureOperation } from './picture.ts';

/** What is drawn beside the history. */
export interface Circumstances {
  readonly title: string;
  /** What a position is. Default: "position". */
  readonly unit?: string;
  readonly faults?: readonly PictureFault[];
}

/** Together these keep a page far below five megabytes. */
const most = { operations: 160, prefixes: 8, faults: 200, text: 300, state: 120, states: 8, title: 300 } as const;

/** The picture of an illegal history: the operations around the one that cannot be placed, and how far legal orders come. */
export function drawPicture<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  explanation: Explanation<State, Input, Output>,
  { title, unit = 'position', faults = [] }: Circumstances,
): Picture {
  const rules = complete(model);
  const { verdict, minimal } = explanation;
  const ofKey = history.flatMap(({ input }, source) => (rules.partition(input) === verdict.key ? [source] : []));
  const shown = excerpt(history, ofKey, verdict.blocked, minimal.kept.map(({ source }) => source).slice(0, most.operations), most.operations);
  const isMinimal = new Set(minimal.kept.map(({ source }) => source));
  const roleOf = (source: number): PictureOperation['role'] => (source === verdict.blocked ? 'blocked' : isMinimal.has(source) ? 'minimal' : 'other');
  return {
    title: cut(title, most.title),
    model: rules.name,
    key: cut(canonicalText(verdict.key), most.text),
    counts: statisticsText(verdict.statistics),
    sentence: sentenceOf(model, history, explanation),
    text: cut(explanationText(model, history, explanation), 50_000),
    unit,
    operations: shown.flatMap((source) => operationOf(rules, history, source, roleOf(source))),
    ...ordersOf(model, history, explanation, { ofKey, shown }, most),
    gaps: gapsOf(history, ofKey, shown),
    leftOut: { ofKey: ofKey.length - shown.length, ofOtherKeys: history.length - ofKey.length, faults: Math.max(0, faults.length - most.faults) },
    faults: faults.slice(0, most.faults).map((fault) => ({ ...fault, text: cut(fault.text, most.text) })),
  };
}

function operationOf<State, Input, Output>(model: CompleteModel<State, Input, Output>, history: History<Input, Output>, source: number, role: PictureOperation['role']): readonly PictureOperation[] {
  const operation = history[source];
  if (operation === undefined) return [];
  const { client, call, return: returned, input, output } = operation;
  return [{ client, call, return: returned, text: cut(model.describeOperation(input, output), most.text), role }];
}

/** Where operations of the key are left out, and how many: by the last position before them that is drawn. */
function gapsOf(history: History<unknown, unknown>, ofKey: readonly number[], shown: readonly number[]): readonly PictureGap[] {
  const isShown = new Set(shown);
  const stamps = shown.map((source) => history[source]?.call ?? 0);
  const counts = new Map<number, number>();
  for (const source of ofKey) {
    if (isShown.has(source)) continue;
    const from = lastUpTo(stamps, history[source]?.call ?? 0);
    counts.set(from, (counts.get(from) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b).map(([place, operations]) => ({ from: stamps[place] ?? (stamps[0] ?? 0) - 1, operations }));
}

/** The place of the last of the stamps, which only grow, that is no greater; -1 where all are. */
function lastUpTo(stamps: readonly number[], stamp: number): number {
  let low = 0;
  for (let high = stamps.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((stamps[middle] ?? 0) <= stamp) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
