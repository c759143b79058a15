/**
 * MapReduce: a thousand simulated workers and ten thousand map tasks in one run; and a word count of so many megabytes of natural-looking words, in turns:
 *
 * - on two threads behind a simulated cluster, in a process that has no threads of the engine's own (`node --single-threaded`): both cores map;
 * - on two threads as they come, which share the cores with the engine's own;
 * - sequentially in a process with a single thread (`node --single-threaded`);
 * - sequentially in one thread of JavaScript, beside which the engine's own threads collect garbage and compile on the second core;
 * - half of it in such a single-threaded process, and both halves in two such processes at once: what two cores with one memory can give at all;
 * - by `tr | sort | uniq -c`.
 */
import { execFile, execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { measure } from '../scenarios/mapreduce/figures.ts';
import { lexicon, textOf } from '../scenarios/mapreduce/texts.ts';
import { median } from './median.ts';

const [megabytes = '100', rounds = '3'] = process.argv.slice(2);

const begin = process.cpuUsage();
const { elapsed, steps, status } = measure({ program: 'grep', machines: 1_000, maps: 10_000, reduces: 20, backups: true, killed: 5, stragglers: 3 });
const spent = process.cpuUsage(begin);
console.log(
  `1,000 workers, 10,000 map tasks   ${steps.toLocaleString('en')} events in ${((spent.user + spent.system) / 1e6).toFixed(1)} s of CPU, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB; ` +
    `${elapsed ?? Number.NaN} s of virtual time, ${status?.maps.completed ?? 0} maps completed`,
);

const folder = mkdtempSync(join(tmpdir(), 'faultline-words-'));
const halves = ['a.txt', 'b.txt'].map((name) => join(folder, name));

/** Writes so many bytes of words into each of the files. */
function write(bytes: number): void {
  const words = lexicon(50_000);
  let seed = 0;
  for (const file of halves) {
    const descriptor = openSync(file, 'w');
    for (let length = 0; length < bytes; seed++) length += writeSync(descriptor, textOf(seed, 50_000, words));
    closeSync(descriptor);
  }
}

const program = fileURLToPath(new URL('mapreduce-job.js', import.meta.url));
const alone = ['--single-threaded'];
let jobs = 0;

/** Milliseconds of a job in a process of its own, and what it wrote. No threads: sequentially. */
async function timed(flags: readonly string[], threads: number, files: readonly string[]): Promise<{ readonly milliseconds: number; readonly output: string }> {
  const out = join(folder, `out-${jobs++}`);
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, out, String(threads), ...files]);
  const output = readdirSync(out).map((file) => readFileSync(join(out, file), 'utf8')).join('');
  rmSync(out, { recursive: true });
  return { milliseconds: Number(stdout), output };
}

/** Both halves at once, in processes that share nothing but the machine: the time of the slower one. */
async function bothHalves(): Promise<number> {
  const both = await Promise.all(halves.map((half) => timed(alone, 0, [half])));
  return Math.max(...both.map(({ milliseconds }) => milliseconds));
}

function pipeline(): number {
  const start = performance.now();
  execFileSync('sh', ['-c', `cat ${halves.join(' ')} | tr -cs 'A-Za-z' '\\n' | sort | uniq -c > ${join(folder, 'pipeline')}`], { env: { ...process.env, LC_ALL: 'C' } });
  return performance.now() - start;
}

/** One round: everybody's turn, in milliseconds. */
async function round(): Promise<Record<'two' | 'plain' | 'single' | 'script' | 'half' | 'both' | 'pipe', number>> {
  const two = await timed(alone, 2, halves);
  const plain = await timed([], 2, halves);
  const single = await timed(alone, 0, halves);
  const script = await timed([], 0, halves);
  if ([plain, single, script].some(({ output }) => output !== two.output)) throw new Error('two threads and one have written different bytes');
  const half = await timed(alone, 0, halves.slice(0, 1));
  return { two: two.milliseconds, plain: plain.milliseconds, single: single.milliseconds, script: script.milliseconds, half: half.milliseconds, both: await bothHalves(), pipe: pipeline() };
}

try {
  write((Number(megabytes) / 2) * 1e6);
  const all: Awaited<ReturnType<typeof round>>[] = [];
  while (all.length < Number(rounds)) all.push(await round());
  const of = (who: keyof (typeof all)[number]): number => median(all.map((times) => times[who]));
  const seconds = (who: keyof (typeof all)[number]): string => `${(of(who) / 1_000).toFixed(2)} s`;
  const ratio = (times: number): string => `${times.toFixed(2)}x`;
  console.log(
    [
      `word count of ${megabytes} MB             two threads ${seconds('two')} (medians of ${rounds} rounds), beside the engine's own ${seconds('plain')}`,
      `  one thread, none of the engine's  ${seconds('single')}: ${ratio(of('single') / of('two'))} (bar: at least 1.7x)`,
      `  one thread, with the engine's own ${seconds('script')}: ${ratio(of('script') / of('two'))}; two beside them ${ratio(of('script') / of('plain'))}`,
      `  tr | sort | uniq -c               ${seconds('pipe')}: ${ratio(of('pipe') / of('two'))}`,
      `  two processes, a half each        ${seconds('both')}, one alone with a half ${seconds('half')}: ${ratio((2 * of('half')) / of('both'))} is what the machine has for two that share nothing`,
    ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true });
}
