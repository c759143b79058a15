/** One scenario of a campaign: which of its seeds are to be run, and what came of those that were. */
import { noCounts } from '../sim/world/counters.ts';
import type { ScenarioTally } from './campaign-report.ts';
import type { CampaignOptions } from './campaign-options.ts';
import { distilledOf } from './distilled.ts';
import { partOf, type SeedRange } from './fleet/shard.ts';
import type { WorkerLost } from './pool.ts';
import { sumBy, type ByStrategy } from './strategies/by-strategy.ts';
import { Saturation } from './strategies/saturation.ts';
import { beginningWith, learning, type DistilledFirst, type Memory } from './strategies/strategy.ts';
import { addCounts } from './summary.ts';
import type { DueSituation, InspectResult, RangeResult, ScenarioRef, SlowRun, TaskOf } from './tasks.ts';

/** How long a range of seeds takes, in milliseconds: long enough to be worth a message, short enough to stop quickly. */
const rangeMilliseconds = 200;

/** The first range of a scenario is short: of many that draw, each is looked at before any is searched. */
const firstMilliseconds = 20;

/** Seeds that only draw latencies say less than those that draw faults, or that tell another story each time: once run, they get so much of the time of one of these. */
const plainShare = 1 / 40;

/** A scenario that loses so many runs is hunted no further: each costs the user's whole patience. */
const mostLosses = 3;

/**
 * Seeds of a block: the strategy learns within it, and begins each block afresh, so that whoever runs which makes no difference. One of a heavy
 * scenario is short: other workers should get theirs.
 */
const blockLength = 1_000;
const heavyBlockLength = { drawn: 1, learning: 10 };

/** A block, or the rest of one. */
interface Block extends SeedRange {
  /** What the strategy learnt from the seeds before it in its block. */
  readonly memory: Memory;
  /** The first of these seeds. */
  readonly begins: number;
}

/** Of a hunt without an end, each of several machines gets so many seeds. */
const endless = 0x1_0000_0000;

/** Of the slowest runs, so many are remembered. */
const mostSlow = 10;

export class Lane implements ScenarioTally {
  readonly ref: ScenarioRef;
  readonly name: string;
  readonly title: string;
  readonly file: string | null;
  readonly situations: readonly DueSituation[];
  readonly properties: readonly string[];
  /** The seeds that are to be run here; without an end where the time decides. */
  readonly planned: SeedRange;
  runs = 0;
  runsBy: ByStrategy = {};
  steps = 0;
  checked = 0;
  milliseconds = 0;
  cpuMilliseconds: number | null = 0;
  readonly counters = noCounts();
  /** Of the scenario, with their families. */
  readonly protocols: readonly string[];
  readonly reached = new Set<string>();
  private readonly saturation = new Saturation();
  slowest: readonly SlowRun[] = [];
  missed: readonly string[] = [];
  private readonly facts: InspectResult;
  private readonly options: CampaignOptions;
  /** The first block begins with these. */
  private readonly distilled: DistilledFirst | null;
  private next: number;
  /** The first seed that is not to be run. */
  private readonly end: number;
  /** Parts of earlier ranges for which there was no time. */
  private readonly unfinished: Block[] = [];
  /** Ranges that are being run. */
  private open = 0;
  /** Runs that never came back. */
  private losses = 0;

  /** `place`: its number among the scenarios of the campaign. */
  constructor(ref: ScenarioRef, facts: InspectResult, options: CampaignOptions, place: number) {
    const { seeds, from, sparesHeavy, shard = null, distilled } = options;
    const share = seeds !== null && sparesHeavy && facts.heavy ? Math.ceil(seeds / 100) : seeds;
    this.ref = ref;
    this.facts = facts;
    this.options = options;
    this.name = ref.name;
    this.title = facts.title;
    this.file = ref.kind === 'file' ? ref.name : null;
    this.situations = facts.situations;
    this.properties = facts.properties;
    this.protocols = facts.protocols;
    const whole = { from, to: Math.min(from + (share ?? endless * (shard?.of ?? Infinity)), Number.MAX_SAFE_INTEGER) };
    this.planned = shard === null ? whole : partOf(whole, shard, place);
    this.distilled = distilled === undefined ? null : distilledOf(distilled, ref.name);
    this.next = this.planned.from;
    this.end = this.planned.to;
  }

  get features(): number {
    return this.saturation.features;
  }

  get chance(): number | null {
    return this.saturation.chance;
  }

  get hasSeeds(): boolean {
    const { untilChance = null } = this.options;
    if (untilChance !== null && this.saturation.isDownTo(untilChance)) return false;
    return this.losses < mostLosses && (this.next < this.end || this.unfinished.length > 0);
  }

  /**
   * What it has had of the workers' time (on a CPU, where that is known), against its share: as much as any other whose seeds draw something. Ranges
   * under way count, so that the other workers choose other scenarios; heavy scenarios come last.
   */
  get shareUsed(): number {
    return (this.spent + (this.facts.heavy ? 1 : 0)) / (this.isSearched ? 1 : plainShare);
  }

  /** There is something to be found by many seeds: they draw faults or requests, or its scripts choose. In tests of the labs that is little but delays. */
  private get isSearched(): boolean {
    return !this.facts.isLab && (!this.isStory || this.counters.choices > 0);
  }

  /** Neither faults nor requests are drawn. */
  get isStory(): boolean {
    return !this.facts.draws;
  }

  /** How many nodes it has: what is small tells much in little time. */
  get nodes(): number {
    return this.facts.nodes;
  }

  /** A story that has not been told yet. A heavy one can wait. */
  get isUntold(): boolean {
    return this.isStory && !this.facts.heavy && this.runs === 0 && this.open === 0;
  }

  /** What it has had of the workers' time, and what ranges under way are expected to take, in milliseconds. */
  get spent(): number {
    return (this.cpuMilliseconds ?? this.milliseconds) + this.open * this.rangeLength;
  }

  /** The next seeds to run, those left over first. */
  take(): TaskOf<'range'> {
    const { mutant, checkEvery, bail, strategy = 'swarm', covers = false } = this.options;
    const { from, to, memory, begins } = this.unfinished.shift() ?? this.fresh();
    // At first a story is told once: the next seed tells much the same.
    const extent = { from, count: to - from, milliseconds: this.isUntold ? 0 : this.rangeLength };
    this.open++;
    return { kind: 'range', ref: this.ref, mutant, ...extent, checkEvery, strategy, memory, begins, covers: covers && !this.saturation.isFull, bail };
  }

  private get rangeLength(): number {
    return Math.min(rangeMilliseconds, Math.max(firstMilliseconds, this.milliseconds));
  }

  private fresh(): Block {
    const from = this.next;
    const { strategy = 'swarm' } = this.options;
    const heavyLength = heavyBlockLength[learning.has(strategy) ? 'learning' : 'drawn'];
    this.next += Math.min(this.end - from, this.facts.heavy ? heavyLength : blockLength);
    return { from, to: this.next, memory: from === this.planned.from ? beginningWith(this.distilled) : null, begins: from };
  }

  /** A range has come to its end. */
  absorb(task: TaskOf<'range'>, result: RangeResult): void {
    this.open--;
    this.milliseconds += result.milliseconds;
    this.cpuMilliseconds = this.cpuMilliseconds === null || result.cpuMilliseconds === null ? null : this.cpuMilliseconds + result.cpuMilliseconds;
    this.runs += result.runs;
    this.runsBy = sumBy([this.runsBy, result.runsBy]);
    this.steps += result.steps;
    this.checked += result.checked;
    addCounts(this.counters, result.counters);
    for (const situation of result.situations) this.reached.add(situation);
    if (result.sightings !== null) this.saturation.add(result.runs, result.sightings);
    this.giveBack(task.from + result.runs, task.from + task.count, result.memory, task.begins);
    if (result.slowest !== null) this.slowest = slowestOf([...this.slowest, result.slowest]);
  }

  /** A worker was lost. Answers the seed at which it hung or died, if there was one: the others of its range go back. */
  absorbLoss(task: TaskOf<'range'>, { seed }: WorkerLost): number | null {
    this.open--;
    if (seed === null) return null;
    // What its seeds before had found is lost with it: they are run again.
    this.giveBack(task.from, seed, task.memory, task.begins);
    this.giveBack(seed + 1, task.from + task.count, null, seed + 1);
    this.runs++;
    this.losses++;
    this.milliseconds += this.options.patience;
    return seed;
  }

  /** Says which situations were due within the seeds run, and were not reached. */
  judge(): void {
    this.missed = this.facts.situations.flatMap(({ name, within }) => (this.runs >= within && !this.reached.has(name) ? [name] : []));
  }

  private giveBack(from: number, to: number, memory: Memory, begins: number): void {
    if (from < to) this.unfinished.push({ from, to, memory, begins });
  }
}

/** The slowest of these runs, the slowest first. */
export function slowestOf(runs: readonly SlowRun[]): readonly SlowRun[] {
  return runs.toSorted((a, b) => b.milliseconds - a.milliseconds || a.seed - b.seed).slice(0, mostSlow);
}

/**
 * The scenario whose turn it is: the one that has had the least of its share of the time, so that each is looked at before any is searched. A hunt that
 * the first failure ends (`bail`) looks where it is likely instead: until all stories have been told once they get half of the time.
 * There may be a hundred of them, and what draws should not wait for all. Of several whose turn it is, the one with the fewest nodes: its runs cost the least.
 */
export function nextLane(lanes: readonly Lane[], bail: boolean): Lane | null {
  const story = smallest(lanes.filter(({ isUntold }) => isUntold));
  if (!bail || story === null) return leastUsed(lanes);
  const drawing = lanes.filter(({ isStory }) => !isStory);
  const spent = (isStory: boolean): number => lanes.filter((lane) => lane.isStory === isStory).reduce((sum, lane) => sum + lane.spent, 0);
  return drawing.length === 0 || spent(true) < spent(false) ? story : leastUsed(drawing);
}

function leastUsed(lanes: readonly Lane[]): Lane | null {
  const least = Math.min(...lanes.map(({ shareUsed }) => shareUsed));
  return smallest(lanes.filter(({ shareUsed }) => shareUsed === least));
}

const smallest = (lanes: readonly Lane[]): Lane | null => lanes.reduce<Lane | null>((best, lane) => (best === null || lane.nodes < best.nodes ? lane : best), null);
