/** What a worker has in hand: at most one map task and one reduce task, a call to the coordinator, and data that others may fetch. */
import { Dictionary, milliseconds } from '../../sim/core/index.ts';
import type { NodeId, Turn, Vocabulary } from '../../sim/core/index.ts';
import type { Application, Duration, Pair } from './application.ts';
import type { Job, TaskKind } from './job.ts';
import type { Counts, Mapped, Reduced } from './running.ts';
import type { Assignment, Call, FileRequest, Location, MapReduceMessage, Report } from './words.ts';

/** What a map task has made, for each reduce task: on the disk of its worker. */
export interface Region {
  readonly map: number;
  readonly attempt: number;
  readonly regions: readonly (readonly Pair[])[];
}

/** A task in hand talks with the file server: one request at a time. */
interface InHand {
  readonly request: FileRequest | null;
  /** The life of the file server in which this task began to write; null before. */
  readonly boot: number | null;
}

/** Files on their way to their names: which step is next (see `publish.ts`). */
export interface Writing {
  readonly kind: 'writing';
  readonly files: readonly (readonly [name: string, text: string])[];
  readonly step: number;
}

export interface MapWork extends InHand {
  readonly assignment: Extract<Assignment, { kind: 'map' }>;
  readonly stage: { readonly kind: 'reading' } | { readonly kind: 'computing'; readonly mapped: Mapped } | Writing | { readonly kind: 'storing'; readonly region: Region };
  readonly counts: Counts;
  readonly bytes: number;
}

/** What one worker is asked for by another; sent again until it is answered, or given up. */
export interface OpenFetch {
  readonly to: NodeId;
  readonly number: number;
  readonly maps: readonly Location[];
  readonly tries: number;
}

export interface ReduceWork extends InHand {
  readonly assignment: Extract<Assignment, { kind: 'reduce' }>;
  readonly stage: { readonly kind: 'gathering' } | { readonly kind: 'computing'; readonly reduced: Reduced } | Writing;
  /** The pairs that it has, by map task. */
  readonly pairs: Dictionary<number, readonly Pair[]>;
  /** Where the others are, as far as it knows: by map task. */
  readonly located: Dictionary<number, Location>;
  /** What is still to be fetched: from each worker at once what it has. */
  readonly todo: readonly (readonly Location[])[];
  /** How far it has read the coordinator's list, in which life of the coordinator, and whether all map tasks were completed then. */
  readonly epoch: number;
  readonly since: number;
  readonly isComplete: boolean;
  readonly fetch: OpenFetch | null;
  readonly fetches: number;
  readonly counts: Counts;
  readonly bytes: number;
}

/** State of a worker. */
export interface WorkerState {
  readonly self: NodeId;
  /** This life of the worker; null until it has been drawn. */
  readonly session: number | null;
  readonly calls: number;
  /** The call that waits for its answer. */
  readonly call: Call | null;
  /** What is to be told with the next call. */
  readonly reports: readonly Report[];
  /** There was no task for it: it waits a while. */
  readonly isPausing: boolean;
  readonly map: MapWork | null;
  readonly reduce: ReduceWork | null;
  /** Counts the requests to the file server. */
  readonly requests: number;
  /** What its disk holds, by map task. */
  readonly regions: Dictionary<number, Region>;
  /** The job is done. */
  readonly hasLeft: boolean;
}

/** What a worker tells whoever watches. */
export type WorkerOutput =
  /** The user's function begins to work, on the data of these attempts of map tasks (of a reduce task where data is local). */
  | { readonly kind: 'computing'; readonly of: TaskKind; readonly task: number; readonly attempt: number; readonly inputs: readonly number[] }
  | { readonly kind: 'computed'; readonly of: TaskKind; readonly task: number; readonly attempt: number }
  /** So many bytes have been moved, in the last `lasts` microseconds. */
  | { readonly kind: 'moved'; readonly what: 'input' | 'shuffle' | 'output'; readonly bytes: number; readonly lasts: number };

export type WorkerTimer = 'begin' | 'call' | 'poll' | 'mapFile' | 'reduceFile' | 'mapped' | 'reduced' | 'gather' | 'shuffled';

/** Types of a worker: its disk holds what map tasks have made. */
export interface WorkerVocabulary extends Vocabulary {
  readonly state: WorkerState;
  readonly message: MapReduceMessage;
  readonly timer: WorkerTimer;
  readonly record: Region;
  readonly request: never;
  readonly result: never;
  readonly output: WorkerOutput;
}

export type WorkerTurn = Turn<WorkerVocabulary>;

/** What things take. Rates in bytes per second; null: no time. */
export interface Costs {
  /** How many bytes a text stands for. Default: as many as it has characters. */
  readonly volume: (text: string) => number;
  /** From the file system. */
  readonly readRate: number | null;
  /** Through the user's map function, and onto the machine's own disk. */
  readonly mapRate: number | null;
  readonly spillRate: number | null;
  /** From other workers. */
  readonly shuffleRate: number | null;
  /** Sorting and the user's reduce function; and into the file system. */
  readonly reduceRate: number | null;
  readonly outputRate: number | null;
  /** What each task takes besides. */
  readonly base: Duration;
}

export const swiftCosts: Costs = {
  volume: (text) => text.length,
  readRate: null,
  mapRate: null,
  spillRate: null,
  shuffleRate: null,
  reduceRate: null,
  outputRate: null,
  base: { min: milliseconds(1), max: milliseconds(20) },
};

/** How a worker behaves; times in microseconds. */
export interface WorkerOptions {
  readonly application: Application;
  readonly job: Job;
  /** `one`: a map or a reduce task at a time, as in the labs. `both`: one of each, as in the paper. Default: one. */
  readonly slots?: 'one' | 'both';
  readonly costs?: Partial<Costs>;
  /** It takes so many times as long as others: a straggler (3.6). Default: 1. */
  readonly slowness?: number;
  /** It calls for the first time so many microseconds after it has started. Default: 0. */
  readonly startsAfter?: number;
  /** Pause before it asks again when there was no task, in microseconds. Default: 500 ms. */
  readonly poll?: number;
  /** Pause before anything that is not answered is sent again, in microseconds. Default: 200 ms. */
  readonly retry?: number;
}

/** Microseconds that so many bytes take. */
export const timeFor = (bytes: number, rate: number | null): number => (rate === null ? 0 : Math.ceil((bytes * 1_000_000) / rate));

export const freshWorker = (self: NodeId, regions: WorkerState['regions']): WorkerState => ({
  self,
  session: null,
  calls: 0,
  call: null,
  reports: [],
  isPausing: false,
  map: null,
  reduce: null,
  requests: 0,
  regions,
  hasLeft: false,
});
