/** The 28 Raft tests of the 2025 lab once each, in one process, the first seed of each: what the Go harness takes some 400 s for. */
import { allBuiltins } from '../scenarios/catalogue.ts';
import { runSeed } from '../hunt/run.ts';

const tests = Object.entries(await allBuiltins()).filter(([name]) => name.startsWith('raft-2025/') && !name.endsWith('-repaired'));
const begin = performance.now();
const cpu = process.cpuUsage();
let virtual = 0;
let steps = 0;
for (const [name, scenario] of tests) {
  const report = runSeed(scenario, 0);
  if (report.failure !== null) throw new Error(`${name}: ${report.failure.message}`);
  virtual += report.time / 1_000_000;
  steps += report.steps;
}
const { user, system } = process.cpuUsage(cpu);
const wall = (performance.now() - begin) / 1_000;
console.log(`${tests.length} lab tests of Raft: ${wall.toFixed(2)} s, CPU ${((user + system) / 1_000_000).toFixed(2)} s, for ${virtual.toFixed(0)} s of virtual time and ${steps} events  (bar: 10 s)`);
