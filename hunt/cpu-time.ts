/** CPU time of the thread that asks. */

/** Since Node 23.9; what the process as a whole has used says nothing about one of its threads. */
const threadCpuUsage: unknown = Reflect.get(process, 'threadCpuUsage');

/** Milliseconds so far, user and system; null where this Node cannot tell. */
export function cpuMilliseconds(): number | null {
  if (typeof threadCpuUsage !== 'function') return null;
  const usage: unknown = Reflect.apply(threadCpuUsage, process, []);
  if (typeof usage !== 'object' || usage === null || !('user' in usage) || !('system' in usage)) return null;
  return (Number(usage.user) + Number(usage.system)) / 1_000;
}
