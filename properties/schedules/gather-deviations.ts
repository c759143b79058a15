/** One fault in place of many deviations: who writes a schedule by hand cuts a link, and does not lose its messages one by one. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds, type Time } from '../../sim/core/time.ts';
import type { Deviation, Fault, Plan } from '../../sim/world/plan.ts';

/** A deviation, and the message that met it: when it left, and between whom. */
export interface Mishap {
  readonly deviation: Deviation;
  readonly time: Time;
  readonly from: NodeId;
  readonly to: NodeId;
}

/** Plans with one fault for several deviations: those of one link, of one pair, to one node, from one node, or of one node; copies stay. */
export function* gathered(plan: Plan, mishaps: readonly Mishap[]): Generator<Plan, void, undefined> {
  const hindered = mishaps.filter(({ deviation }) => deviation.kind !== 'copy');
  for (const keyOf of groupings) {
    for (const key of new Set(hindered.map(keyOf))) {
      const group = hindered.filter((mishap) => keyOf(mishap) === key);
      if (group.length < 2) continue;
      const gone = new Set(group.map(({ deviation }) => deviation));
      const deviations = plan.deviations.filter((deviation) => !gone.has(deviation));
      for (const [at, fault] of faultsFor(group)) yield { ...plan, deviations, faults: [...plan.faults, { trigger: { kind: 'time', at }, fault }] };
    }
  }
}

const groupings: readonly ((mishap: Mishap) => string)[] = [
  () => 'all',
  ({ to }) => `to ${to}`,
  ({ from }) => `from ${from}`,
  ({ from, to }) => `${Math.min(from, to)} and ${Math.max(from, to)}`,
  ({ from, to }) => `${from} to ${to}`,
];

/** From the first message to the last, and a little or much longer. */
function* faultsFor(group: readonly Mishap[]): Generator<readonly [Time, Fault], void, undefined> {
  const at = Math.min(...group.map(({ time }) => time));
  const last = Math.max(...group.map(({ time }) => time));
  const late = Math.max(...group.map(({ time, deviation }) => time + (deviation.kind === 'late' ? deviation.by : 0)));
  const [from, to] = [new Set(group.map((mishap) => mishap.from)), new Set(group.map((mishap) => mishap.to))];
  for (const end of new Set([late, last + milliseconds(30), last + milliseconds(300)])) {
    const lasts = end - at + 1;
    yield [at, { kind: 'oneWay', from: [...from], to: [...to], lasts }];
    yield [at, { kind: 'partition', shape: 'halves', groups: [[...from], [...to].filter((node) => !from.has(node))], lasts }];
    const [sender, receiver] = [only(from), only(to)];
    if (sender !== null && receiver !== null) yield [at, { kind: 'clog', from: sender, to: receiver, lasts }];
    for (const node of new Set([...from, ...to])) if (group.every((mishap) => mishap.from === node || mishap.to === node)) yield* faultsOf(node, at, lasts);
  }
}

const only = (nodes: ReadonlySet<NodeId>): NodeId | null => (nodes.size === 1 ? ([...nodes][0] ?? null) : null);

function* faultsOf(node: NodeId, at: Time, lasts: number): Generator<readonly [Time, Fault], void, undefined> {
  yield [at, { kind: 'disconnect', node, lasts }];
  yield [at, { kind: 'pause', node, lasts }];
}
