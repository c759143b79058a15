/** The inside of a worker thread: runs seeds, shrinks failures, replays and tells capsules. What only failures need is loaded when there is one: most threads never see any. */
import { writeSync } from 'node:fs';
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { CapsuleError, decodeCapsule, encodeCapsule, type Capsule } from '../sim/world/capsule.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { noCounts } from '../sim/world/counters.ts';
import { signatureOf, type Failure } from '../sim/hosts/failure.ts';
import { isLab } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { planSpaceOf, type Report } from '../scenarios/setup.ts';
import { BadInput } from './bad-input.ts';
import { isEnd } from './detection.ts';
import { capsuleOf, capture } from './capture.ts';
import { cpuMilliseconds } from './cpu-time.ts';
import { WorkerStatus } from './worker-status.ts';
import { refuseMisfit, tryPlan } from './check-scenario.ts';
import { loadScenario, mutantFor } from './load.ts';
import { withPoisonedGlobals } from './poison.ts';
import { familiesOf } from './protocols-of.ts';
import { runPlan } from './run.ts';
import { Coverage } from './strategies/coverage.ts';
import { strategyOf } from './strategies/index.ts';
import { isDrawing } from './strategies/spaces.ts';
import { sumBy, type ByStrategy } from './strategies/by-strategy.ts';
import { Saturation } from './strategies/saturation.ts';
import type { MemberName, Strategy } from './strategies/strategy.ts';
import { addCounts } from './summary.ts';
import type { Curve } from './cause/when.ts';
import type { StoryLine } from './story-line.ts';
import { isUnfinished } from './unfinished.ts';
import type { Answer, BlameResult, DistillResult, DrawResult, FoundFailure, GiveUpResult, InspectResult, RangeResult, ReplayResult, RunResult, ScenarioRef, ShrinkResult, SlowRun, Task, TaskOf, TaskResult, TellResult, WhenResult } from './tasks.ts';

const status = statusOf(workerData);

// What a scenario prints comes at once, even while the globals are poisoned (Node's console reads the environment), and
// never on the standard output.
for (const level of ['log', 'info', 'debug', 'warn', 'error'] as const) {
  console[level] = (...words: readonly unknown[]): void => {
    try {
      writeSync(2, `${format(...words)}\n`);
    } catch {
      // Nobody hears it; that must not look like an error of the step that prints.
    }
  };
}

function statusOf(data: unknown): WorkerStatus {
  if (data instanceof SharedArrayBuffer) return new WorkerStatus(data);
  throw new TypeError('a worker is given the buffer of its status');
}

parentPort?.on('message', (task: Task) => {
  // Loading is no run, but it may hang, too.
  status.begin(null);
  perform(task).then(
    (result) => post({ kind: 'done', result }),
    (error: unknown) => post(failed(error)),
  );
});

function post(answer: Answer): void {
  status.begin(null);
  parentPort?.postMessage(answer);
}

function failed(error: unknown): Answer {
  if (!(error instanceof Error)) return { kind: 'failed', isInput: false, message: String(error), stack: '' };
  return { kind: 'failed', isInput: error instanceof BadInput || error instanceof CapsuleError, message: error.message, stack: error.stack ?? '' };
}

async function perform(task: Task): Promise<TaskResult> {
  switch (task.kind) {
    case 'inspect':
      return inspect(task);
    case 'range':
      return runRange(task);
    case 'run':
      return runOne(task);
    case 'distill':
      return distillSeeds(task);
    case 'shrink':
      return shrinkFailure(task);
    case 'blame':
      return blameFailure(task);
    case 'when':
      return plotFailure(task);
    case 'replay':
      return replayCapsule(task);
    case 'tell':
      return tellCapsule(task);
    case 'draw':
      return drawCapsule(task);
    case 'giveUp':
      return giveUp(task);
  }
}

/** The clock as it was before it was poisoned. */
const now = performance.now.bind(performance);

interface Subject {
  readonly scenario: Scenario;
  readonly mutant: Mutant | null;
}

async function open(ref: ScenarioRef, mutant: string | null): Promise<Subject> {
  const scenario = await loadScenario(ref);
  return { scenario, mutant: await mutantFor(scenario, ref.name, mutant) };
}

interface Opened extends Subject {
  readonly capsule: Capsule;
}

async function openCapsule(ref: ScenarioRef, bytes: Uint8Array): Promise<Opened> {
  const capsule = decodeOnce(bytes);
  const subject = await open(ref, capsule.mutant);
  refuseMisfit(subject.scenario, capsule.plan, ref.name);
  return { ...subject, capsule };
}

let latest: { readonly bytes: Uint8Array; readonly capsule: Capsule } | null = null;

/** A verb asks for several things about one capsule. */
function decodeOnce(bytes: Uint8Array): Capsule {
  if (latest === null || Buffer.compare(latest.bytes, bytes) !== 0) latest = { bytes, capsule: decodeCapsule(bytes) };
  return latest.capsule;
}

async function inspect({ ref, mutant }: TaskOf<'inspect'>): Promise<InspectResult> {
  const { scenario } = await open(ref, mutant);
  tryPlan(scenario, ref.name);
  const situations = scenario.properties.flatMap((property) => (property.kind === 'sometimes' ? [{ name: property.name, within: property.within }] : []));
  const properties = scenario.properties.flatMap(({ kind, name }) => (kind === 'sometimes' ? [] : [name]));
  const { title, heavy } = scenario;
  const { servers, clients } = planSpaceOf(scenario);
  const extent = { heavy, draws: isDrawing(scenario), nodes: servers.length + clients.length };
  return { kind: 'inspect', title, ...extent, isLab: ref.kind === 'builtin' && isLab(ref.name), protocols: familiesOf(scenario), situations, properties };
}

async function runRange(task: TaskOf<'range'>): Promise<RangeResult> {
  const subject = await open(task.ref, task.mutant);
  const begin = cpuMilliseconds();
  const { failing, ...result } = withPoisonedGlobals(() => runSeeds(task, subject));
  const end = cpuMilliseconds();
  const spent = begin === null || end === null ? null : end - begin;
  return { kind: 'range', ...result, cpuMilliseconds: spent, failures: failing.map((found) => captured(task.ref, subject, found)) };
}

/** The first failure of a signature, and how many seeds failed in that way, and whose. */
interface Failing {
  /** Of the campaign. */
  readonly seed: number;
  readonly report: Report;
  readonly failure: Failure;
  readonly count: number;
  readonly countBy: ByStrategy;
}

function runSeeds(task: TaskOf<'range'>, subject: Subject): Omit<RangeResult, 'kind' | 'failures' | 'cpuMilliseconds'> & { readonly failing: readonly Failing[] } {
  const begin = now();
  const counters = noCounts();
  const situations = new Set<string>();
  const failing = new Map<string, Failing>();
  const strategy = strategyOf(task.strategy, subject.scenario, task.memory);
  const shown = task.covers ? new Saturation() : null;
  const runsBy: Partial<Record<MemberName, number>> = {};
  let runs = 0;
  let steps = 0;
  let checked = 0;
  let slowest: SlowRun | null = null;
  let before = begin;
  const file = task.memory?.distilled?.path;
  const distilled = file === undefined ? {} : { distilled: file };
  do {
    const seed = task.from + runs++;
    // A heavy run, checked step by step, would take minutes.
    const isChecked = task.checkEvery > 0 && seed % task.checkEvery === 0 && !subject.scenario.heavy;
    if (isChecked) checked++;
    const { report, by } = runTrial(subject, strategy, seed, isChecked, shown);
    runsBy[by] = (runsBy[by] ?? 0) + 1;
    steps += report.steps;
    addCounts(counters, report.counters);
    for (const situation of report.situations) situations.add(situation);
    keepFirst(failing, seed, report, by);
    const after = now();
    if (slowest === null || after - before > slowest.milliseconds) slowest = { seed, begins: task.begins, ...distilled, milliseconds: after - before, steps: report.steps };
    before = after;
  } while (runs < task.count && now() - begin < task.milliseconds && ![...failing.values()].some((found) => isEnd(task.bail, found)));
  const learnt = { memory: strategy.memory, sightings: shown?.sightings ?? null };
  return { from: task.from, runs, runsBy, steps, checked, milliseconds: now() - begin, situations: [...situations], counters, slowest, ...learnt, failing: [...failing.values()] };
}

/** A run, and who chose it. */
interface Tried {
  readonly report: Report;
  readonly by: MemberName;
}

/** The run that the strategy makes of a seed of the campaign. */
function runTrial({ scenario, mutant }: Subject, strategy: Strategy, seed: number, checked: boolean, shown: Saturation | null): Tried {
  status.begin(seed);
  const trial = strategy.next(seed);
  const { by } = trial;
  if (!strategy.learns && shown === null) return { report: runPlan(scenario, trial.seed, trial.plan, { mutant, checked }), by };
  const coverage = new Coverage();
  const report = runPlan(scenario, trial.seed, trial.plan, { mutant, checked, onlooker: coverage, recorder: coverage });
  strategy.learn(trial, coverage.features);
  shown?.see(seed, coverage.features);
  return { report, by };
}

/** What a strategy learns from the seeds up to this one decides the plan of this one. */
function learnUpTo(subject: Subject, strategy: Strategy, from: number, seed: number): void {
  if (strategy.learns) for (let before = from; before < seed; before++) runTrial(subject, strategy, before, false, null);
}

function keepFirst(failing: Map<string, Failing>, seed: number, report: Report, by: MemberName): void {
  const { failure } = report;
  if (failure === null) return;
  const signature = signatureOf(failure);
  const found = failing.get(signature) ?? { seed, report, failure, count: 0, countBy: {} };
  failing.set(signature, { ...found, count: found.count + 1, countBy: sumBy([found.countBy, { [by]: 1 }]) });
}

function captured(ref: ScenarioRef, subject: Subject, { seed, report, failure, count, countBy }: Failing): FoundFailure {
  const { scenario, mutant } = subject;
  return { seed, failure, capsule: encodeCapsule(capture(ref, scenario, report, { mutant })), count, countBy, isOfCorrectCode: failsWithoutBug(subject, report, failure) };
}

function failsWithoutBug({ scenario, mutant }: Subject, { seed, plan }: Report, failure: Failure): boolean {
  if (mutant === null) return false;
  const { failure: other } = withPoisonedGlobals(() => runPlan(scenario, seed, plan));
  return other !== null && signatureOf(other) === signatureOf(failure);
}

async function distillSeeds({ ref, from, seeds }: TaskOf<'distill'>): Promise<DistillResult> {
  const { distill } = await import('./distill.ts');
  const { scenario } = await open(ref, null);
  tryPlan(scenario, ref.name);
  const begins = (seed: number): boolean => {
    status.begin(seed);
    return status.isStopped;
  };
  return { kind: 'distill', ...distill(scenario, { from, seeds, begins }) };
}

async function runOne({ ref, mutant: id, seed, checked, strategy: name, begins, memory }: TaskOf<'run'>): Promise<RunResult> {
  const subject = await open(ref, id);
  tryPlan(subject.scenario, ref.name);
  const strategy = strategyOf(name, subject.scenario, memory);
  learnUpTo(subject, strategy, begins, seed);
  const { report } = runTrial(subject, strategy, seed, checked, null);
  const { failure, steps, time, hash, situations, counters } = report;
  const capsule = encodeCapsule(capture(ref, subject.scenario, report, { mutant: subject.mutant }));
  return { kind: 'run', title: subject.scenario.title, failure, steps, time, hash, situations, counters, capsule };
}

/** What a node does to its input, or to itself, only shows where every step is checked. */
const wasChecked = ({ failure }: Capsule): boolean => failure?.kind === 'nondeterminism';

async function shrinkFailure(task: TaskOf<'shrink'>): Promise<ShrinkResult> {
  const { shrink } = await import('./shrink.ts');
  const { kinOf } = await import('./kin.ts');
  const { scenario, mutant, failing, checked } = await openFailing(task, 'shrink');
  const shrunk = withPoisonedGlobals(() => shrink(scenario, failing, { mutant, checked, runs: task.runs, isStopped: stopAfter(failing.seed, task.milliseconds) }));
  const smallest = encodeCapsule(capture(task.ref, scenario, shrunk.report, { mutant, shrunk: shrunk.isMinimal }));
  const kin = checked ? [] : withPoisonedGlobals(() => kinOf(scenario, shrunk.report, { mutant, runs: redrawsForKin, isStopped: stopAfter(failing.seed, mostKinMilliseconds) }));
  return { kind: 'shrink', failure: shrunk.report.failure ?? failing.failure, capsule: smallest, runs: shrunk.runs, isMinimal: shrunk.isMinimal, kin };
}

/** What it may cost to look for other ways in which a shrunk failure shows. */
const [redrawsForKin, mostKinMilliseconds] = [40, 5_000] as const;

type FailedRun = Report & { readonly failure: Failure };

/** The run of a capsule that fails with the code here: its own, or the one nearby. */
async function openFailing({ ref, capsule: bytes }: Pick<TaskOf<'shrink'>, 'ref' | 'capsule'>, verb: string): Promise<Opened & { readonly failing: FailedRun; readonly checked: boolean }> {
  const { scenario, mutant, capsule } = await openCapsule(ref, bytes);
  if (isUnfinished(capsule)) throw new BadInput(`the run of this capsule was given up before its end: there is nothing to ${verb}`);
  status.begin(capsule.seed);
  const checked = wasChecked(capsule);
  const exact = runPlan(scenario, capsule.seed, capsule.plan, { mutant, checked });
  const report = exact.failure === null && capsule.codeHash !== ref.codeHash ? (await import('./replay.ts')).replay(capsule, ref.codeHash, scenario, mutant).report : exact;
  if (report.failure === null) throw new BadInput(`the capsule does not fail with this code: there is nothing to ${verb}`);
  return { scenario, mutant, capsule, failing: { ...report, failure: report.failure }, checked };
}

/** Tells the watchdog that all is well, and whether it is time to end. */
function stopAfter(seed: number, milliseconds: number | null): () => boolean {
  const end = milliseconds === null ? Infinity : now() + milliseconds;
  return () => {
    status.begin(seed);
    return status.isStopped || now() > end;
  };
}

async function blameFailure(task: TaskOf<'blame'>): Promise<BlameResult> {
  const { blame } = await import('./cause/blame.ts');
  const { sentenceOf } = await import('./cause/blame-words.ts');
  const { scenario, mutant, failing, checked } = await openFailing(task, 'blame');
  if (checked) throw new BadInput('a node that is not deterministic is to blame: leaving things out tells nothing about it');
  const found = withPoisonedGlobals(() => blame(scenario, failing, { mutant, runs: task.runs, isStopped: stopAfter(failing.seed, task.milliseconds) }));
  return { kind: 'blame', title: scenario.title, failure: failing.failure, blame: found, sentence: sentenceOf(found) };
}

async function plotFailure(task: TaskOf<'when'>): Promise<WhenResult> {
  const { when } = await import('./cause/when.ts');
  const { scenario, mutant, failing, checked } = await openFailing(task, 'plot');
  if (checked) throw new BadInput('a node that is not deterministic does something else each time: there is nothing to plot');
  const curve = withPoisonedGlobals(() => when(scenario, failing, { mutant, runs: task.runs, isStopped: stopAfter(failing.seed, task.milliseconds) }));
  return { kind: 'when', title: scenario.title, failure: failing.failure, curve, story: await storyOf({ scenario, mutant }, failing, curve) };
}

/** Most lines of a story that a plot tells. */
const mostLines = 20;

/** What happens in the jump of the curve. */
async function storyOf({ scenario, mutant }: Subject, { seed, plan }: Report, { jump }: Curve): Promise<readonly StoryLine[]> {
  if (jump === null) return [];
  const { tell } = await import('./story.ts');
  const { from, to } = jump;
  const { lines } = withPoisonedGlobals(() => tell(scenario, seed, plan, mutant, { fromStep: from.step + 1 }));
  const end = lines.findLastIndex(({ step }) => step !== null && step <= to.step);
  return lines.slice(0, end + 1).slice(-mostLines);
}

async function replayCapsule({ ref, capsule: bytes }: TaskOf<'replay'>): Promise<ReplayResult> {
  const { replay } = await import('./replay.ts');
  const { scenario, mutant, capsule } = await openCapsule(ref, bytes);
  status.begin(capsule.seed);
  const { verdict, report, difference, drift } = replay(capsule, ref.codeHash, scenario, mutant);
  const { failure, seed, plan, steps, time, hash } = report;
  const isElsewhere = seed !== capsule.seed || plan !== capsule.plan;
  const found = isElsewhere ? encodeCapsule(capture(ref, scenario, report, { mutant, shrunk: capsule.shrunk })) : null;
  return { kind: 'replay', title: scenario.title, verdict, failure, difference, drift, found, seed, steps, time, hash };
}

async function tellCapsule({ ref, capsule: bytes, fromStep }: TaskOf<'tell'>): Promise<TellResult> {
  const { tell } = await import('./story.ts');
  const { describePlan } = await import('./plan-words.ts');
  const { scenario, mutant, capsule } = await openCapsule(ref, bytes);
  status.begin(capsule.seed);
  const { report, lines, servers } = withPoisonedGlobals(() => tell(scenario, capsule.seed, capsule.plan, mutant, { fromStep, checked: wasChecked(capsule) }));
  return { kind: 'tell', title: scenario.title, failure: report.failure, steps: report.steps, lines, plan: describePlan(capsule.plan, servers) };
}

async function drawCapsule({ ref, capsule: bytes }: TaskOf<'draw'>): Promise<DrawResult> {
  const { pictureOfRun } = await import('./picture.ts');
  const { scenario, mutant, capsule } = await openCapsule(ref, bytes);
  status.begin(capsule.seed);
  const title = `${ref.name}, seed ${capsule.seed}${mutant === null ? '' : `, mutant ${mutant.id}`}`;
  return { kind: 'draw', picture: withPoisonedGlobals(() => pictureOfRun(scenario, capsule.seed, capsule.plan, mutant, title)) };
}

async function giveUp({ ref, mutant: id, seed, failure, strategy: name, memory, from }: TaskOf<'giveUp'>): Promise<GiveUpResult> {
  const subject = await open(ref, id);
  const { scenario, mutant } = subject;
  const strategy = strategyOf(name, scenario, memory);
  learnUpTo(subject, strategy, from, seed);
  const { seed: chosen, plan } = strategy.next(seed);
  const parts = { seed: chosen, plan, failure, mutant, steps: 0, time: 0, hash: '0'.repeat(16), digests: [], shrunk: false };
  return { kind: 'giveUp', capsule: encodeCapsule(capsuleOf(ref, parts)) };
}
