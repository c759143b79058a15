/** The inside of a worker thread: runs ranges of seeds and shrinks failures. */
import { parentPort, workerData } from 'node:worker_threads';
import { decodeCapsule, encodeCapsule } from '../sim/world/capsule.ts';
import { noCounts } from '../sim/world/counters.ts';
import { signatureOf } from '../sim/hosts/failure.ts';
import { capture } from './capture.ts';
import { findMutant, loadScenario } from './load.ts';
import { replay } from './replay.ts';
import { runPlan, runSeed } from './run.ts';
import { shrink } from './shrink.ts';
import { addCounts } from './summary.ts';
import type { FoundFailure, RangeResult, ReplayResult, ShrinkResult, Task, TaskResult } from './tasks.ts';

/** Two words shared with the main thread: the seed that is running, so that it is known even if this thread hangs or dies. */
const current = new Float64Array(seedCell(workerData));

function seedCell(data: unknown): SharedArrayBuffer {
  if (data instanceof SharedArrayBuffer) return data;
  throw new TypeError('a worker is given the cell of its current seed');
}

process.setSourceMapsEnabled(true);

parentPort?.on('message', (task: Task) => {
  perform(task).then(
    (result) => parentPort?.postMessage({ result }),
    (error: unknown) => parentPort?.postMessage({ error: error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : { name: 'Error', message: String(error) } }),
  );
});

async function perform(task: Task): Promise<TaskResult> {
  switch (task.kind) {
    case 'range':
      return runRange(task);
    case 'shrink':
      return shrinkFailure(task);
    case 'replay':
      return replayKept(task);
  }
}

async function runRange(task: Extract<Task, { kind: 'range' }>): Promise<RangeResult> {
  const scenario = await loadScenario(task.ref);
  const mutant = task.mutant === null ? null : findMutant(task.mutant);
  const begin = performance.now();
  const counters = noCounts();
  const situations = new Set<string>();
  const failures = new Map<string, FoundFailure>();
  let runs = 0;
  let steps = 0;
  let checked = 0;
  do {
    const seed = task.from + runs++;
    current[0] = seed;
    const isChecked = task.checkEvery > 0 && seed % task.checkEvery === 0;
    if (isChecked) checked++;
    const report = runSeed(scenario, seed, { mutant, checked: isChecked });
    steps += report.steps;
    addCounts(counters, report.counters);
    for (const situation of report.situations) situations.add(situation);
    if (report.failure === null) continue;
    const signature = signatureOf(report.failure);
    const known = failures.get(signature);
    const found = known ?? { seed, failure: report.failure, plan: report.plan, capsule: encodeCapsule(capture(task.ref, scenario, report, { mutant })), count: 0 };
    failures.set(signature, { ...found, count: found.count + 1 });
  } while (runs < task.count && performance.now() - begin < task.milliseconds);
  current[0] = -1;
  return { kind: 'range', from: task.from, runs, steps, checked, milliseconds: performance.now() - begin, situations: [...situations], counters, failures: [...failures.values()] };
}

async function shrinkFailure({ ref, mutant: id, seed, plan, runs }: Extract<Task, { kind: 'shrink' }>): Promise<ShrinkResult> {
  const scenario = await loadScenario(ref);
  const mutant = id === null ? null : findMutant(id);
  current[0] = seed;
  const failing = runPlan(scenario, seed, plan, { mutant });
  const shrunk = shrink(scenario, failing, { mutant, runs });
  current[0] = -1;
  const capsule = encodeCapsule(capture(ref, scenario, shrunk.report, { mutant, shrunk: true }));
  return { kind: 'shrink', capsule, runs: shrunk.runs, isMinimal: shrunk.isMinimal };
}

async function replayKept({ ref, capsule: bytes }: Extract<Task, { kind: 'replay' }>): Promise<ReplayResult> {
  const scenario = await loadScenario(ref);
  const capsule = decodeCapsule(bytes);
  const { verdict, report, difference } = replay(capsule, ref.codeHash, scenario, capsule.mutant === null ? null : findMutant(capsule.mutant));
  return { kind: 'replay', verdict, failure: verdict === 'nondeterministic' ? difference : report.failure };
}
