/**
 * MapReduce: a thousand simulated workers and ten thousand map tasks in one run; and a word count of so many megabytes of natural-looking words, on two
 * threads behind a simulated cluster, on one thread, and by `tr | sort | uniq -c`, in turns.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runRealJob, type RealJobOptions } from '../hunt/mapreduce/job.ts';
import { measure } from '../scenarios/mapreduce/figures.ts';
import { lexicon, textOf } from '../scenarios/mapreduce/texts.ts';
import { median } from './median.ts';

const [megabytes = '100'] = process.argv.slice(2);
const rounds = 3;

const begin = process.cpuUsage();
const { elapsed, steps, status } = measure({ program: 'grep', machines: 1_000, maps: 10_000, reduces: 20, backups: true, killed: 5, stragglers: 3 });
const spent = process.cpuUsage(begin);
console.log(
  `1,000 workers, 10,000 map tasks   ${steps.toLocaleString('en')} events in ${((spent.user + spent.system) / 1e6).toFixed(1)} s of CPU, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB; ` +
    `${elapsed ?? Number.NaN} s of virtual time, ${status?.maps.completed ?? 0} maps completed`,
);

const folder = mkdtempSync(join(tmpdir(), 'faultline-words-'));
const text = join(folder, 'words.txt');

/** Writes so many bytes of words. */
function write(bytes: number): void {
  const words = lexicon(50_000);
  const descriptor = openSync(text, 'w');
  for (let length = 0, seed = 0; length < bytes; seed++) length += writeSync(descriptor, textOf(seed, 50_000, words));
  closeSync(descriptor);
}

async function timed(options: Partial<RealJobOptions>): Promise<{ readonly milliseconds: number; readonly output: string }> {
  const out = join(folder, 'out');
  const start = performance.now();
  const job = { application: 'wc', paths: [text], reduces: 4, out, seed: 1, faults: [], threads: 2, machines: 8, splitBytes: 4 << 20, sequential: false };
  await runRealJob({ ...job, ...options }, () => undefined, new AbortController().signal);
  const milliseconds = performance.now() - start;
  const output = readdirSync(out).map((file) => readFileSync(join(out, file), 'utf8')).join('');
  rmSync(out, { recursive: true });
  return { milliseconds, output };
}

function pipeline(): number {
  const start = performance.now();
  execFileSync('sh', ['-c', `tr -cs 'A-Za-z' '\\n' < ${text} | sort | uniq -c > ${join(folder, 'pipeline')}`], { env: { ...process.env, LC_ALL: 'C' } });
  return performance.now() - start;
}

try {
  write(Number(megabytes) * 1e6);
  const times = { two: [0], one: [0], pipe: [0] };
  for (let round = 0; round < rounds; round++) {
    const two = await timed({});
    const one = await timed({ sequential: true });
    if (two.output !== one.output) throw new Error('two threads and one have written different bytes');
    times.two[round] = two.milliseconds;
    times.one[round] = one.milliseconds;
    times.pipe[round] = pipeline();
  }
  const [two, one, pipe] = [median(times.two), median(times.one), median(times.pipe)];
  const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;
  console.log(`word count of ${megabytes} MB             two threads ${seconds(two)}, one thread ${seconds(one)}: ${(one / two).toFixed(2)}x (bar: at least 1.7x); tr | sort | uniq -c ${seconds(pipe)}: ${(pipe / two).toFixed(2)}x`);
} finally {
  rmSync(folder, { recursive: true });
}
