import type { Operation } from '../../history.ts';
import type { Times } from './steps.ts';

/** When the operations were called and returned; then once more, for the initial value. */
export function timesOf(operations: readonly Operation<unknown, unknown>[]): Times {
  const call = new Float64Array(operations.length + 1).fill(-Infinity);
  const returns = new Float64Array(operations.length + 1).fill(-Infinity);
  for (const [i, operation] of operations.entries()) {
    call[i] = operation.call;
    returns[i] = operation.return ?? Infinity;
  }
  return { call, return: returns };
}
