import type { History } from '../history.ts';
import { stampAt } from './search/words.ts';

/** Most answered operations, of those at `sources`, that were open at one time. Intervals are closed. */
export function widestWindow(history: History<unknown, unknown>, sources: readonly number[]): number {
  const [called, returned] = [new Float64Array(sources.length), new Float64Array(sources.length)];
  let answered = 0;
  for (const source of sources) {
    const found = history[source];
    if (found === undefined || found.return === null) continue;
    called[answered] = found.call;
    returned[answered++] = found.return;
  }
  const calls = ascending(called.subarray(0, answered));
  const returns = ascending(returned.subarray(0, answered));
  let closed = 0;
  let widest = 0;
  for (let opened = 0; opened < calls.length; opened++) {
    const call = calls[opened] ?? Infinity;
    while ((returns[closed] ?? Infinity) < call) closed++;
    widest = Math.max(widest, opened + 1 - closed);
  }
  return widest;
}

const movesPerStamp = 8;

/** Most histories stand nearly in the order of their calls, and so of their returns: each stamp is moved a few places at most. */
function ascending(stamps: Float64Array): Float64Array {
  let moves = movesPerStamp * stamps.length;
  for (let place = 1; place < stamps.length; place++) {
    const stamp = stampAt(stamps, place);
    let to = place;
    for (; to > 0 && stampAt(stamps, to - 1) > stamp; to--) stamps[to] = stampAt(stamps, to - 1);
    stamps[to] = stamp;
    moves -= place - to;
    if (moves < 0) return stamps.sort((a, b) => a - b);
  }
  return stamps;
}
