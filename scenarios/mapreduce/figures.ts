/**
 * The paper's measurements (5.2, 5.3) at a fraction of their scale: grep and sort over splits of 64 MB, 100-byte records, with the rates at which a
 * machine reads, maps, shuffles and writes. Bytes are only counted: a split says how many it stands for.
 */
import { fold } from '../../sim/core/fingerprint.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { sleep } from '../../sim/hosts/script.ts';
import { emptyPlan, type PlannedFault } from '../../sim/world/plan.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import { coordinator, coordinatorNode, fileServer, filesOnDisk, isDone, jobOver, statusOf, worker } from '../../protocols/mapreduce/index.ts';
import type { Application, Costs, CoordinatorState, JobStatus, Pair, WorkerOutput, WorkerVocabulary } from '../../protocols/mapreduce/index.ts';
import { at, scenario } from '../scenario.ts';
import { ScenarioRun } from '../setup.ts';

/** One of the paper's jobs, at a scale. */
export interface Measurement {
  readonly program: 'grep' | 'sort';
  /** The paper has 1,764 machines for grep, 1,746 for sort. */
  readonly machines: number;
  readonly maps: number;
  readonly reduces: number;
  readonly backups: boolean;
  /** So many machines lose their worker, with everything on its disk, 270 seconds into the job. */
  readonly killed: number;
  /** So many machines are slow. */
  readonly stragglers: number;
}

/** Bytes per second in each slot of time, for each of the three curves. */
export interface Curves {
  /** Length of a slot, in seconds. */
  readonly slot: number;
  readonly input: readonly number[];
  readonly shuffle: readonly number[];
  readonly output: readonly number[];
}

/** What a measurement has come to. */
export interface Measured {
  /** Seconds from the beginning until the job was done; null: it was not. */
  readonly elapsed: number | null;
  readonly curves: Curves;
  readonly steps: number;
  readonly status: JobStatus | null;
}

const megabyte = 1_000_000;
const splitBytes = 64 * megabyte;
const slot = 10;

/** A machine of the paper: two disks, gigabit Ethernet, shared with other programs. */
const costs: Costs = {
  volume: (text) => Number(text) || 0,
  readRate: 17 * megabyte,
  mapRate: null,
  spillRate: 17 * megabyte,
  shuffleRate: 1.4 * megabyte,
  reduceRate: 30 * megabyte,
  outputRate: 4 * megabyte,
  base: { min: milliseconds(200), max: milliseconds(800) },
};

/** Of each split so much goes through, an equal part to each reduce task: next to nothing, or everything. */
const moving = (name: string, reduces: number, share: (bytes: number) => number): Application => ({
  name,
  map: (_file, bytes) => Array.from({ length: reduces }, (_, reduce): Pair => [`p${reduce}`, String(Math.floor(share(Number(bytes)) / reduces))]),
  reduce: (_key, values) => total(values),
  partition: (key) => Number(key.slice(1)),
  format: (_key, sum) => sum,
});

const total = (values: readonly string[]): string => String(values.reduce((sum, value) => sum + Number(value), 0));

const asCoordinator: { of(state: object): CoordinatorState } = { of: (state: CoordinatorState) => state };

/** How much slower a straggler is: a bad disk made reads 30 times slower in the paper; tasks suffer less. */
const slowness = 4;

/** Runs the job, and sums up what its machines move. */
export function measure(measurement: Measurement, seed: number = 1): Measured {
  const { program, machines, maps, reduces, backups, killed, stragglers } = measurement;
  const application = moving(program, reduces, (bytes) => (program === 'grep' ? 1_000 : bytes));
  const job = jobOver(Array.from({ length: maps }, (_, i) => `split-${i}`), reduces, 'local');
  // "The rate gradually picks up as more machines are assigned to this computation" (5.2).
  const startsAfter = (which: number): number => seconds(5) + ((fold(which, 17) >>> 0) % seconds(program === 'grep' ? 50 : 20));
  const isSlow = (which: number): boolean => which % Math.max(1, Math.floor(machines / Math.max(1, stragglers))) === 3 && which < machines - 3 && stragglers > 0;
  const story = scenario({
    title: `The paper's ${program}`,
    servers: [coordinator({ job, reissueAfter: null, pingEvery: seconds(10), deadAfter: seconds(30), backupAfter: backups ? seconds(60) : null, earlyShuffle: program === 'sort' }), fileServer()],
    clients: Array.from({ length: machines }, (_, which) => worker({ application, job, costs, slots: 'both', startsAfter: startsAfter(which), slowness: isSlow(which) ? slowness : 1, poll: seconds(5), retry: seconds(5) })),
    disks: [[], filesOnDisk(job.splits.map(({ file }) => [file, String(splitBytes)]))],
    scripts: [
      function* ({ stateOf }) {
        while (!isFinished(stateOf(coordinatorNode))) yield* sleep(milliseconds(500));
      },
    ],
    limits: { duration: seconds(5_000), recovery: null, steps: Number.MAX_SAFE_INTEGER },
    properties: [],
  });
  const isFinished = (state: object | null): boolean => state !== null && isDone(asCoordinator.of(state), job);
  const tally = new Rates();
  const faults = Array.from({ length: killed }, (_, i): PlannedFault => at(seconds(270), { kind: 'wipe', node: 2 + Math.floor((i * machines) / Math.max(1, killed)), down: seconds(1) }));
  const plan = { ...emptyPlan, network: story.network, disk: story.disk, faults, scripts: [{ script: 0, rounds: null }] };
  const run = new ScenarioRun(story, { seed, plan, hashed: false, onlooker: { property: 'what is moved is counted', observe: (step) => tally.see(step) } });
  const { time, steps } = run.run();
  const state = run.simulation.world.stateOf(coordinatorNode);
  return { elapsed: isFinished(state) ? time / seconds(1) : null, curves: tally.curves, steps, status: state === null ? null : statusOf(asCoordinator.of(state), job) };
}

const outputs: { of(step: Observed): readonly WorkerOutput[] } = {
  of: (step: Observed<WorkerVocabulary>) => step.effects.flatMap((effect) => (effect.kind === 'emit' ? [effect.output] : [])),
};

/** Sums of bytes by slot of time: what took a while is spread over it. */
class Rates {
  private readonly sums = { input: [0], shuffle: [0], output: [0] };

  see(step: Observed): null {
    if (step.role === 'client') for (const output of outputs.of(step)) if (output.kind === 'moved') this.add(output, step.time);
    return null;
  }

  get curves(): Curves {
    const length = Math.max(...Object.values(this.sums).map((sums) => sums.length));
    const rates = (sums: readonly number[]): readonly number[] => Array.from({ length }, (_, i) => (sums[i] ?? 0) / slot);
    return { slot, input: rates(this.sums.input), shuffle: rates(this.sums.shuffle), output: rates(this.sums.output) };
  }

  /** Input and shuffle are announced when they begin, output when it ends. */
  private add({ what, bytes, lasts }: Extract<WorkerOutput, { kind: 'moved' }>, now: number): void {
    const sums = this.sums[what];
    const begin = what === 'output' ? Math.max(0, now - lasts) : now;
    const [first, last] = [Math.floor(begin / seconds(slot)), Math.floor((begin + lasts) / seconds(slot))];
    while (sums.length <= last) sums.push(0);
    for (let i = first; i <= last; i++) sums[i] = (sums[i] ?? 0) + bytes / (last - first + 1);
  }
}
