/** Memory over 100,000 seeds: the heap after each tenth, garbage collected. Run with --expose-gc. */
import { builtin } from '../scenarios/catalogue.ts';
import { withPoisonedGlobals } from '../hunt/poison.ts';
import { runSeed } from '../hunt/run.ts';

const seeds = Number(process.argv[2] ?? 100_000);
const scenario = await builtin('kv/versioned');
const begin = performance.now();
const heaps: number[] = [];
for (let tenth = 0; tenth < 10; tenth++) {
  withPoisonedGlobals(() => {
    for (let i = 0; i < seeds / 10; i++) runSeed(scenario, (tenth * seeds) / 10 + i);
  });
  globalThis.gc?.();
  heaps.push(process.memoryUsage().heapUsed / 1_048_576);
}
const perSecond = (seeds * 1_000) / (performance.now() - begin);
console.log(`kv/versioned, ${seeds} seeds at ${perSecond.toFixed(0)} seeds/s: heap after each tenth, MiB: ${heaps.map((heap) => heap.toFixed(1)).join(' ')}`);
console.log(`last / first tenth: ${((heaps.at(-1) ?? 0) / (heaps[0] ?? 1)).toFixed(2)}x`);
