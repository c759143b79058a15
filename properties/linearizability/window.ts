import type { History } from '../history.ts';

/** Most answered operations, of those at `sources`, that were open at one time. Intervals are closed. */
export function widestWindow(history: History<unknown, unknown>, sources: readonly number[]): number {
  const calls: number[] = [];
  const returns: number[] = [];
  for (const source of sources) {
    const found = history[source];
    if (found === undefined || found.return === null) continue;
    calls.push(found.call);
    returns.push(found.return);
  }
  calls.sort((a, b) => a - b);
  returns.sort((a, b) => a - b);
  let closed = 0;
  let widest = 0;
  for (let opened = 0; opened < calls.length; opened++) {
    const call = calls[opened] ?? Infinity;
    while ((returns[closed] ?? Infinity) < call) closed++;
    widest = Math.max(widest, opened + 1 - closed);
  }
  return widest;
}
