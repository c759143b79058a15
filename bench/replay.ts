/** `replay` of a capsule of about 100,000 events, as a whole process: start-up included. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeCapsule } from '../sim/world/capsule.ts';
import { emptyPlan, type ClientPlan } from '../sim/world/plan.ts';
import { builtin } from '../scenarios/catalogue.ts';
import { capture } from '../hunt/capture.ts';
import { libraryHash } from '../hunt/library.ts';
import { runPlan } from '../hunt/run.ts';
import { median } from './median.ts';

const runs = 7;
const operations = 8_300;
const name = 'kv/versioned';

const work = (client: number): ClientPlan => ({
  client,
  operations: Array.from({ length: operations }, (_, i) => ({
    id: client * operations + i,
    request: i % 2 === 0 ? { kind: 'put', key: `k${client}`, value: String(i), version: i / 2 } : { kind: 'get', key: `k${client}` },
    think: 0,
  })),
});

const scenario = await builtin(name);
const report = runPlan(scenario, 1, { ...emptyPlan, clients: [0, 1, 2, 3].map(work) });
const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
const file = join(folder, 'long.capsule');
const bytes = encodeCapsule(capture({ kind: 'builtin', name, codeHash: libraryHash() }, scenario, report));
writeFileSync(file, bytes);
console.log(`${report.steps} events, ${(bytes.length / 1_024).toFixed(0)} KiB, ${report.failure === null ? 'passes' : report.failure.property}`);

const main = new URL('../cli/main.js', import.meta.url).pathname;
const seconds: number[] = [];
for (let run = 0; run <= runs; run++) {
  const begin = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [main, 'replay', file], { encoding: 'utf8' });
  if (run > 0) seconds.push((performance.now() - begin) / 1_000);
  if (status !== 0 || !stdout.includes('identical')) throw new Error(`replay ended with ${status}: ${stdout}`);
}
rmSync(folder, { recursive: true });
console.log(`replay, whole process: ${median(seconds).toFixed(2)} s in the median of ${runs}  (bar: at most 1 s)`);
