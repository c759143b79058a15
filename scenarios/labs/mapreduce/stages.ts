/** The seven stages of the MapReduce lab. */
import type { NodeId } from '../../../sim/core/protocol.ts';
import type { Time } from '../../../sim/core/time.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { expect, inflict, sleep, type Script } from '../../../sim/hosts/script.ts';
import { crash, earlyExit, invertedIndex, jobCount, mapTiming, reduceTiming, wordCount } from '../../../protocols/mapreduce/index.ts';
import type { TaskKind, WorkerState } from '../../../protocols/mapreduce/index.ts';
import { untilDone } from '../../mapreduce/cluster.ts';
import { outputsOf } from '../../mapreduce/properties.ts';
import type { Scenario } from '../../scenario.ts';
import { mapReduceLab, watchWorkers, type LabStage } from './lab.ts';

/** What changes from year to year. */
export interface MapReduceEdition {
  readonly year: string;
  /** Time limit of a stage, and of the crash stage. */
  readonly limit: Time;
  readonly crashLimit: Time;
  /** All workers of the job count stage begin at once, four workers run the early exit stage, and workers that crash are back at once (2026). */
  readonly isRewritten: boolean;
}

const wc = ({ limit }: MapReduceEdition): LabStage => ({ application: wordCount, workers: 3, limit });

const indexer = ({ limit }: MapReduceEdition): LabStage => ({ application: invertedIndex, workers: 2, limit });

/** Two workers run map tasks, and at the same time. */
const mapParallelism = ({ limit }: MapReduceEdition): LabStage => ({
  application: mapTiming,
  workers: 2,
  limit,
  tellsMachines: true,
  script: (job) =>
    function* (stage) {
      const seen = overlapOf('map', stage);
      yield* untilDone(job)(stage);
      const times = outputsOf(stage.stateOf, job).flatMap((text) => text?.match(/^times-/gm) ?? []);
      expect(times.length === 2, 'the output names two workers', () => `${times.length}`);
      expect(seen.most >= 2, 'two map tasks run at the same time');
    },
});

/** At least twice, a reduce task begins while another runs. */
const reduceParallelism = ({ limit }: MapReduceEdition): LabStage => ({
  application: reduceTiming,
  workers: 2,
  limit,
  script: (job) =>
    function* (stage) {
      const seen = overlapOf('reduce', stage);
      yield* untilDone(job)(stage);
      expect(seen.doubled >= 2, 'two reduce tasks run at the same time', () => `${seen.doubled} began while another ran`);
    },
});

/** Slow workers that live: no map task is handed out twice. */
const jobCounting = ({ limit, isRewritten }: MapReduceEdition): LabStage => ({
  application: jobCount,
  workers: 4,
  limit,
  // Before 2026 the second pair begins when one of the first has left: the job is done by then.
  ...(isRewritten ? {} : { worker: (which: number) => (which < 2 ? {} : { startsAfter: seconds(30) }) }),
  script: (job) =>
    function* (stage) {
      let maps = 0;
      watchWorkers(stage, (output) => void (maps += output.kind === 'computing' && output.of === 'map' ? 1 : 0));
      yield* untilDone(job)(stage);
      expect(maps === job.splits.length, 'each map task runs exactly once', () => `${maps} ran`);
    },
});

/** What is there when the first process leaves is what is there in the end. */
const earlyExiting = ({ limit, isRewritten }: MapReduceEdition): LabStage => ({
  application: earlyExit,
  workers: isRewritten ? 4 : 3,
  limit,
  script: (job) =>
    function* (stage) {
      const { clients, stateOf } = stage;
      while (!clients.some((node) => leftAt(stateOf(node)))) yield* sleep(milliseconds(1));
      const first = outputsOf(stateOf, job);
      while (!clients.every((node) => leftAt(stateOf(node)))) yield* sleep(milliseconds(10));
      expect(outputsOf(stateOf, job).every((text, i) => text !== null && text === first[i]), 'nobody leaves before the output is final');
    },
});

/** In each call of the user's functions: 33 % crashes, 33 % sleeps of up to 10 s. */
const crashing = ({ crashLimit, isRewritten }: MapReduceEdition): LabStage => ({
  application: crash,
  workers: isRewritten ? 3 : 4,
  limit: crashLimit,
  worker: () => ({ startsAfter: isRewritten ? 0 : seconds(1) }),
  script: (job) => chaos((node) => (isRewritten ? milliseconds(1) : node === 2 ? null : seconds(1)), untilDone(job)),
});

const isWorker: { of(state: object): WorkerState } = { of: (state: WorkerState) => state };

const leftAt = (state: object | null): boolean => state !== null && isWorker.of(state).hasLeft;

/** How many tasks of a kind run at once at most, and how many began while another ran. */
function overlapOf(kind: TaskKind, stage: Parameters<Script>[0]): { most: number; doubled: number } {
  const running = new Set<NodeId>();
  const seen = { most: 0, doubled: 0 };
  watchWorkers(stage, (output, { node }) => {
    if (output.kind === 'moved' || output.of !== kind) return;
    if (output.kind === 'computed') return void running.delete(node);
    running.add(node);
    seen.most = Math.max(seen.most, running.size);
    if (running.size === 2) seen.doubled++;
  });
  return seen;
}

const power = { survivors: 0, torn: false };

/** `down`: for how long a worker that crashes is away; null: for good. */
const chaos = (down: (node: NodeId) => number | null, until: Script): Script =>
  function* (stage) {
    const { choose } = stage;
    const victims: { readonly node: NodeId; readonly isCrash: boolean; readonly sleeps: number }[] = [];
    watchWorkers(stage, (output, { node, after }) => {
      if (output.kind !== 'computing') return;
      let sleeps = 0;
      for (let calls = output.of === 'map' ? 1 : keysOf(after); calls > 0; calls--) {
        const fate = choose(1_000);
        if (fate < 330) return void victims.push({ node, isCrash: true, sleeps });
        if (fate < 660) sleeps += milliseconds(choose(10_000));
      }
      if (sleeps > 0) victims.push({ node, isCrash: false, sleeps });
    });
    const end = { isOver: false };
    yield { kind: 'all', scripts: [waiting(until, stage, end), strikes(victims, down, end)] };
  };

function* waiting(until: Script, stage: Parameters<Script>[0], end: { isOver: boolean }): ReturnType<Script> {
  yield* until(stage);
  end.isOver = true;
}

/** Strikes soon after: a node cannot be struck in the middle of its step. */
function* strikes(victims: { readonly node: NodeId; readonly isCrash: boolean; readonly sleeps: number }[], down: (node: NodeId) => number | null, end: { readonly isOver: boolean }): ReturnType<Script> {
  while (!end.isOver) {
    yield* sleep(milliseconds(5));
    for (const { node, isCrash, sleeps } of victims.splice(0)) {
      if (isCrash) yield* inflict({ kind: 'crash', node, down: down(node), power });
      else yield* inflict({ kind: 'pause', node, lasts: sleeps });
    }
  }
}

/** How often the reduce function is called for the task in hand: once for each line of its output. */
const keysOf = ({ reduce }: WorkerState): number => (reduce?.stage.kind === 'computing' && reduce.stage.reduced.kind === 'reduced' ? reduce.stage.reduced.output.split('\n').length - 1 : 0);

/** The stages by their names in the labs' script. */
const stages = {
  wc: { title: 'word count', stage: wc },
  indexer: { title: 'inverted index', stage: indexer },
  'map-parallelism': { title: 'map parallelism', stage: mapParallelism },
  'reduce-parallelism': { title: 'reduce parallelism', stage: reduceParallelism },
  'job-count': { title: 'job count', stage: jobCounting },
  'early-exit': { title: 'early exit', stage: earlyExiting },
  crash: { title: 'crash', stage: crashing },
} as const;

/** A stage of one edition. */
export function mapReduceStage(name: keyof typeof stages, edition: MapReduceEdition): Scenario {
  const { title, stage } = stages[name];
  return mapReduceLab(`MapReduce lab ${edition.year}, stage ${title}`, stage(edition));
}

/** 2020: no job count, no early exit. */
export const edition2020: MapReduceEdition = { year: '2020', limit: seconds(180), crashLimit: seconds(180), isRewritten: false };
/** 2021 and 2022. */
export const edition2022: MapReduceEdition = { ...edition2020, year: '2022' };
/** 2023 to 2025. */
export const edition2025: MapReduceEdition = { year: '2025', limit: seconds(45), crashLimit: seconds(120), isRewritten: false };
/** The Go tests have the ten minutes that `go test` gives. */
export const edition2026: MapReduceEdition = { year: '2026', limit: seconds(600), crashLimit: seconds(600), isRewritten: true };
