import type { History } from '../history.ts';

/** Most answered operations, of those at `sources`, that were open at one time. Intervals are closed. */
export function widestWindow(history: History<unknown, unknown>, sources: readonly number[]): number {
  const answered = sources.flatMap((source) => {
    const found = history[source];
    return found === undefined || found.return === null ? [] : [found];
  });
  const calls = Float64Array.from(answered, ({ call }) => call).sort((a, b) => a - b);
  const returns = Float64Array.from(answered, (operation) => operation.return).sort((a, b) => a - b);
  let closed = 0;
  let widest = 0;
  for (const [opened, call] of calls.entries()) {
    while ((returns[closed] ?? Infinity) < call) closed++;
    widest = Math.max(widest, opened + 1 - closed);
  }
  return widest;
}
