import { stampAt } from '../search/words.ts';
import type { ContradictionKind, Direct, QueueStep, Times, ValueName } from './steps.ts';

export interface Interval {
  readonly call: number;
  readonly return: number;
}

/** An item that went through a queue. As far as order goes, one that never came out does so at the end of time. */
export interface Item {
  readonly enqueue: number;
  readonly dequeue: number | null;
  readonly in: Interval;
  readonly out: Interval;
}

const never: Interval = { call: Infinity, return: Infinity };

/**
 * The items that certainly went in: what was enqueued and never seen again may not have been, where nobody answered. With
 * unanswered dequeues, which may have taken any item, only those that were seen to come out.
 *
 * Or a verdict, where items contradict each other one by one, or cannot be told apart.
 */
export function itemsOf(steps: readonly QueueStep[], times: Times): readonly Item[] | Direct {
  const enqueues = new Map<ValueName, number>();
  const dequeues = new Map<ValueName, number>();
  for (const [operation, step] of steps.entries()) {
    if (step.kind === 'impossible') return refuted('impossible', [operation]);
    if (step.kind !== 'enqueue') continue;
    if (enqueues.has(step.value)) return { kind: 'open' };
    enqueues.set(step.value, operation);
  }
  for (const [operation, step] of steps.entries()) {
    if (step.kind !== 'dequeue') continue;
    const [enqueue, other] = [enqueues.get(step.value), dequeues.get(step.value)];
    if (enqueue === undefined) return refuted('unwritten', [operation]);
    if (other !== undefined) return refuted('twice', [enqueue, other, operation]);
    dequeues.set(step.value, operation);
  }
  const isTold = steps.every(({ kind }) => kind !== 'unknown');
  const items: Item[] = [];
  for (const [value, enqueue] of enqueues) {
    const dequeue = dequeues.get(value) ?? null;
    const into = intervalOf(times, enqueue);
    const out = dequeue === null ? never : intervalOf(times, dequeue);
    if (out.return < into.call && dequeue !== null) return refuted('order', [enqueue, dequeue]);
    if (dequeue !== null || (isTold && into.return !== Infinity)) items.push({ enqueue, dequeue, in: into, out });
  }
  return items;
}

const intervalOf = ({ call, return: returns }: Times, operation: number): Interval => ({ call: stampAt(call, operation), return: stampAt(returns, operation) });

const refuted = (kind: ContradictionKind, culprits: readonly number[]): Direct => ({
  kind: 'illegal',
  contradiction: { kind, culprits },
  operations: culprits.toSorted((a, b) => a - b),
});
