/** Events per second of the engine: hash on and off, against a hand-written loop, and at 1,000 nodes. All in one run. */
import { runFloor } from './floor.ts';
import { emptyPlan, type Plan } from '../sim/world/plan.ts';
import { builtin } from '../scenarios/catalogue.ts';
import { ScenarioRun } from '../scenarios/setup.ts';
import { drawPlan } from '../hunt/run.ts';
import { tell } from '../hunt/story.ts';
import { cpuMilliseconds, runWorld, type Measured } from './load.ts';
import { median } from './median.ts';

const steps = 1_000_000;
const rounds = 7;

const cases: Readonly<Record<string, () => Measured>> = {
  'engine, 5 nodes, hash on': () => runWorld(5, steps, true),
  'engine, 5 nodes, hash off': () => runWorld(5, steps, false),
  'engine, 1,000 nodes, hash on': () => runWorld(1_000, steps, true),
  'hand-written loop, 5 nodes': () => runFloor(5, steps),
};

/** Median nanoseconds per event of each case; the cases take turns, so that a slow moment of the machine hits all. */
function measure(): Readonly<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(cases)) {
      const { steps, milliseconds } = run();
      // The first round warms up.
      if (round > 0) (times[name] ??= []).push((milliseconds * 1_000_000) / steps);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

const found = measure();
const on = found['engine, 5 nodes, hash on'] ?? Number.NaN;
for (const [name, nanoseconds] of Object.entries(found)) {
  console.log(`${name.padEnd(30)} ${Math.round(1e9 / nanoseconds).toLocaleString('en').padStart(10)} events/s  ${nanoseconds.toFixed(0).padStart(5)} ns/event`);
}
const ratio = (name: string, bar: string, value: number): void => console.log(`${name.padEnd(44)} ${value.toFixed(2)}x  (bar: ${bar})`);
ratio('hash on / hash off', 'at most 1.5x', on / (found['engine, 5 nodes, hash off'] ?? Number.NaN));
ratio('engine / hand-written loop', 'at most 5x', on / (found['hand-written loop, 5 nodes'] ?? Number.NaN));
ratio('1,000 nodes / 5 nodes, per event', 'at most 2x', (found['engine, 1,000 nodes, hash on'] ?? Number.NaN) / on);

/** The same seeds with nobody listening, as a hunt runs them, and told, as a replay tells them. */
function microsecondsPerRun(run: (seed: number) => void): number {
  const begin = process.cpuUsage();
  for (let seed = 0; seed < runs; seed++) run(seed);
  return (cpuMilliseconds(begin) * 1_000) / runs;
}

const runs = 1_000;
const scenario = await builtin('kv/versioned');
const plans = Array.from({ length: runs }, (_, seed) => drawPlan(scenario, seed));
const planOf = (seed: number): Plan => plans[seed] ?? emptyPlan;
const bare = (seed: number): void => void new ScenarioRun(scenario, { seed, plan: planOf(seed) }).run();
const told = (seed: number): void => void tell(scenario, seed, planOf(seed), null);
microsecondsPerRun(bare);
microsecondsPerRun(told);
const off = microsecondsPerRun(bare);
const traced = microsecondsPerRun(told);
console.log(`a run of kv/versioned: ${off.toFixed(0)} us with the trace off, ${traced.toFixed(0)} us with it on; off, it is one test for null per happening`);
