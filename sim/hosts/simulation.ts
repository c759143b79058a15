/**
 * One seed, one history: a world, the work of its clients, and those who watch. First the faults of the plan play out; then
 * a core of nodes is healed, and everything asked for must be answered within a bound.
 */
import { AssertionFailure } from '../core/assert.ts';
import { counted } from '../core/counted.ts';
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import { formatTime } from '../core/time.ts';
import type { Counters } from '../world/counters.ts';
import type { NodeSpec } from '../world/node.ts';
import type { Plan } from '../world/plan.ts';
import type { Observed, Recorder } from '../world/recorder.ts';
import type { Budget } from '../world/budget.ts';
import type { CallRecord, View } from '../world/view.ts';
import { World, type Host, type StepGuard } from '../world/world.ts';
import { AmbientSource, NondeterminismFound } from './checks.ts';
import { thrown, type Failure, type FailureKind } from './failure.ts';
import { ExpectationFailure, ScriptError, type Script } from './script.ts';
import { mostCommands, Workload, type CallMoment } from './workload.ts';

/** Looks at each step; says what is wrong, or null. One per run: it may remember. */
export interface Watcher {
  readonly property: string;
  observe(step: Observed, view: View): string | null;
}

/** Looks at each call when it begins, is answered, or is lost; says what is wrong, or null. One per run: it may remember. */
export interface CallWatcher {
  readonly property: string;
  /** What its failures are. */
  readonly kind: FailureKind;
  observe(moment: CallMoment, call: CallRecord): string | null;
}

/** Must hold within the bound after the heal. */
export interface Goal {
  readonly property: string;
  holds(view: View): boolean;
}

/** Everything that decides a run, and those who watch it. */
export interface SimulationSetup {
  readonly seed: number;
  readonly nodes: readonly NodeSpec[];
  readonly plan: Plan;
  readonly budget: Budget;
  /** What stands on the disks of the servers at the beginning (default: nothing). */
  readonly disks?: readonly (readonly unknown[])[];
  readonly scripts: readonly Script[];
  readonly watchers: readonly Watcher[];
  readonly callWatchers?: readonly CallWatcher[];
  readonly goals: readonly Goal[];
  readonly limits: RunLimits;
  /** Servers healed for the second phase. Clients always are. */
  readonly core: readonly NodeId[];
  readonly hashed?: boolean;
  readonly countsBytes?: boolean;
  readonly recorder?: Recorder;
  readonly guard?: StepGuard;
  /** Keeps 16 bits of the rolling hash after each step. */
  readonly digests?: number[];
  /** From so many steps on, everything is drawn from another seed. */
  readonly reseed?: { readonly afterStep: number; readonly seed: number };
}

/** Where a run ends. Times are virtual, in microseconds. */
export interface RunLimits {
  /** Virtual time of the first phase at most: it ends earlier when all work is done, unless the plan says how long it lasts. */
  readonly duration: Time;
  /** Virtual time after the heal in which all work must be done and all goals reached; null: no progress is demanded. */
  readonly recovery: Time | null;
  /** Most steps of a run. */
  readonly steps: number;
}

/** What a run has come to. Same setup, same outcome. `time` is virtual, in microseconds. */
export interface Outcome {
  readonly failure: Failure | null;
  readonly steps: number;
  readonly time: Time;
  readonly hash: string;
  readonly counters: Counters;
  readonly calls: readonly CallRecord[];
  /** Planned faults that never struck, by their place in the plan. */
  readonly unfired: readonly number[];
}

/** One run, to be made once: `run` it to its end, or `begin` and `advance` it step by step and ask for the `outcome`. */
export class Simulation implements Host {
  readonly world: World;
  private readonly setup: SimulationSetup;
  private readonly workload: Workload;
  readonly view: View;
  private healedAt: Time | null = null;
  private failed: Failure | null = null;

  constructor(setup: SimulationSetup) {
    this.setup = setup;
    const { seed, nodes, plan, budget, disks = [], hashed = true, countsBytes = false } = setup;
    const world = new World({ seed, nodes, plan, budget, disks, hashed, countsBytes });
    world.host = this;
    world.recorder = setup.recorder ?? null;
    world.guard = setup.guard ?? null;
    if (setup.reseed !== undefined) world.reseedAfter(setup.reseed.afterStep, setup.reseed.seed);
    this.world = world;
    this.workload = new Workload(world, plan, setup.scripts, (moment, call) => this.hear(moment, call));
    const clients = world.everyone.filter((node) => nodes[node]?.role === 'client');
    this.view = new WorldView(world, clients);
  }

  /** From the beginning to the end. */
  run(): Outcome {
    this.begin();
    while (this.advance());
    return this.outcome();
  }

  begin(): void {
    this.attempt(() => {
      this.world.begin();
      this.workload.begin(this.view);
    });
  }

  /** Lets the next thing happen. False when the run is over. */
  advance(): boolean {
    if (this.failed !== null) return false;
    if (this.workload.isRunaway) return this.fail('liveness', 'the run ends', `scripts have asked for ${counted(mostCommands, 'thing')} without any time passing`);
    const { world } = this;
    const next = world.nextTime;
    if (this.healedAt === null) {
      if (this.isPlayedOut(next)) return this.endFirstPhase();
    } else if (this.isOver(next, this.healedAt)) {
      return false;
    }
    if (world.steps >= this.setup.limits.steps) return this.fail('liveness', 'the run ends', `still going after ${counted(world.steps, 'step')}`);
    this.attempt(() => world.step());
    return true;
  }

  outcome(): Outcome {
    const { world } = this;
    return {
      failure: this.failed,
      steps: world.steps,
      time: world.now,
      hash: world.traceHash,
      counters: { ...world.counters, unfired: world.unfired.length },
      calls: this.workload.calls,
      unfired: world.unfired,
    };
  }

  // ---- Host -------------------------------------------------------------------------------------------------------------

  observe(step: Observed): void {
    this.setup.digests?.push(this.world.digest);
    if (step.event.kind === 'request') this.workload.invoked(step.node, step.event.id, step.index, step.time);
    this.workload.observe(step);
    for (const watcher of this.setup.watchers) {
      this.watch(watcher, step);
    }
  }

  private watch(watcher: Watcher, step: Observed): void {
    try {
      const wrong = watcher.observe(step, this.view);
      if (wrong !== null) this.fail('safety', watcher.property, wrong, step.node);
    } catch (error) {
      this.blame(watcher, error, step.node);
    }
  }

  private hear(moment: CallMoment, call: CallRecord): void {
    for (const watcher of this.setup.callWatchers ?? []) {
      try {
        const wrong = watcher.observe(moment, call);
        if (wrong !== null) this.fail(watcher.kind, watcher.property, wrong);
      } catch (error) {
        this.blame(watcher, error);
      }
    }
  }

  /** A property has thrown. */
  private blame({ property }: Pick<Watcher, 'property'>, error: unknown, node: NodeId | null = null): void {
    if (!isPropertyError(error)) throw error;
    this.fail('safety', property, `the property threw ${error.name}: ${error.message}`, node, error.stack ?? null);
  }

  reply(node: NodeId, id: number, result: unknown): void {
    this.workload.returned(node, id, result);
  }

  crashed(node: NodeId): void {
    this.workload.crashed(node);
  }

  wake(token: number): void {
    this.workload.wake(token);
  }

  // ---- Phases -----------------------------------------------------------------------------------------------------------

  /** The first phase is over: its time is up, or all work is done and the plan asks for no more time. */
  private isPlayedOut(next: Time): boolean {
    const { limits, plan } = this.setup;
    return next > limits.duration || (this.workload.isDone && next > (plan.lasts ?? -1));
  }

  /** False where the run is over with it. */
  private endFirstPhase(): boolean {
    const { world, setup } = this;
    if (setup.limits.recovery === null) return false;
    this.healedAt = Math.max(world.now, Math.min(world.nextTime, setup.limits.duration));
    // Who was paused handles what waits for it at once, and may throw.
    this.attempt(() => world.heal([...setup.core, ...this.view.clients]));
    return true;
  }

  /** The second phase is over when everything is done, or when its time is up. */
  private isOver(next: Time, healedAt: Time): boolean {
    const { goals, limits } = this.setup;
    const missed = this.workload.isDone ? goals.find((goal) => !this.reaches(goal)) : undefined;
    if (this.failed !== null) return true;
    if (this.workload.isDone && missed === undefined) return true;
    const { recovery } = limits;
    if (recovery === null || next <= healedAt + recovery) return recovery === null;
    const bound = formatTime(recovery);
    if (missed !== undefined) this.fail('liveness', missed.property, `not within ${bound} after the heal`);
    else this.fail('liveness', 'every call returns', `${this.workload.describeOpen()} within ${bound} after the heal`);
    return true;
  }

  private reaches(goal: Goal): boolean {
    try {
      return goal.holds(this.view);
    } catch (error) {
      this.blame(goal, error);
      return false;
    }
  }

  private fail(kind: FailureKind, property: string, message: string, node: NodeId | null = null, stack: string | null = null): false {
    const { reacting, steps, now } = this.world;
    // A step that throws is not counted among those that were made.
    this.failed ??= { kind, property, message, step: reacting === null ? steps : steps + 1, time: now, node, stack };
    return false;
  }

  /** What a node or a script throws is a finding, not the end of the hunt. */
  private attempt(act: () => void): void {
    const { world } = this;
    try {
      act();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const stack = error.stack ?? null;
      if (error instanceof ExpectationFailure) this.fail('safety', error.expectation, error.message);
      else if (error instanceof ScriptError) this.fail('safety', thrown.byScript, error.message, null, stack);
      else if (error instanceof NondeterminismFound) this.fail('nondeterminism', error.source, error.message, error.node, stack);
      else if (error instanceof AmbientSource) this.fail('nondeterminism', 'a step uses nothing ambient', this.locate(error.message), world.reacting, stack);
      else if (world.reacting === null) throw error;
      else if (error instanceof AssertionFailure) this.fail('safety', error.property, error.message, world.reacting, stack);
      else this.fail('safety', thrown.byNode, `${error.name}: ${error.message}`, world.reacting, stack);
    }
  }

  private locate(message: string): string {
    const { reacting, steps } = this.world;
    return reacting === null ? message : `node ${reacting}, step ${steps + 1}: ${message}`;
  }
}

/** A mistake of the property; that it asked the machine for something, or that a check found a node impure, is said elsewhere. */
const isPropertyError = (error: unknown): error is Error => error instanceof Error && !(error instanceof AmbientSource) && !(error instanceof NondeterminismFound);

/** A class, no literal with a getter: such a literal has a shape of its own, and keeps its dead world until old memory is collected. */
class WorldView implements View {
  readonly servers: readonly NodeId[];
  readonly clients: readonly NodeId[];
  /** Bound: properties take both out of the view. No arrows: V8 makes those that a constructor assigns among the old, where they keep the world after its end. */
  readonly stateOf: View['stateOf'];
  readonly clockOf: View['clockOf'];
  private readonly world: World;

  constructor(world: World, clients: readonly NodeId[]) {
    this.world = world;
    this.stateOf = world.stateOf.bind(world);
    this.clockOf = this.readClock.bind(this);
    this.servers = world.servers;
    this.clients = clients;
  }

  get now(): Time {
    return this.world.now;
  }

  private readClock(node: NodeId): ReturnType<View['clockOf']> {
    return this.world.slot(node).clock.read(this.world.now);
  }
}
