/** One word count in a process of its own: `node dist/bench/mapreduce-job.js <out> <threads, or 0: sequentially> <files...>` prints how many milliseconds it took. */
import { runRealJob } from '../hunt/mapreduce/job.ts';

const [out = '', threads = '', ...paths] = process.argv.slice(2);
const job = { application: 'wc', paths, reduces: 4, out, seed: 1, faults: [], machines: 8, splitBytes: 4 << 20, threads: Number(threads), sequential: threads === '0' };
const begin = performance.now();
await runRealJob(job, () => undefined, new AbortController().signal);
console.log(performance.now() - begin);
