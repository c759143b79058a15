/** CPU time of the thread that asks. */
import { readFileSync } from 'node:fs';

/** Since Node 23.9; what the process as a whole has used says nothing about one of its threads. */
const threadCpuUsage: unknown = Reflect.get(process, 'threadCpuUsage');

/** Milliseconds so far, user and system; null where neither this Node nor its system can tell. */
export function cpuMilliseconds(): number | null {
  if (typeof threadCpuUsage !== 'function') return scheduled();
  const usage: unknown = Reflect.apply(threadCpuUsage, process, []);
  if (typeof usage !== 'object' || usage === null || !('user' in usage) || !('system' in usage)) return null;
  return (Number(usage.user) + Number(usage.system)) / 1_000;
}

/** Linux keeps a line for each thread: nanoseconds on a CPU come first. */
const schedule = '/proc/thread-self/schedstat';

function scheduled(): number | null {
  try {
    const nanoseconds = Number(readFileSync(schedule, 'utf8').split(' ')[0]);
    return Number.isFinite(nanoseconds) ? nanoseconds / 1_000_000 : null;
  } catch {
    // No such file: another system, or a kernel that does not count.
    return null;
  }
}
