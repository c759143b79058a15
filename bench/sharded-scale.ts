/**
 * The sharded store at scale: 100 groups of three servers, 1,000 shards and 1,000 clients in one run, with faults, an administrator who never rests, and all
 * properties on; beside it runs of one group, step by step in turns. What an event costs should be at most twice as much.
 *
 * Arguments: number of operations in all (default: 20,000), of groups (100), and of faults at most (as many as groups).
 */
import { milliseconds, seconds } from '../sim/core/time.ts';
import { among } from '../sim/core/among.ts';
import { ask, sleep, type Script } from '../sim/hosts/script.ts';
import { linkFaults, networkFamilies, processFaults } from '../properties/schedules/families.ts';
import { controllerClerk, controllerRequest, type ControllerCommand } from '../protocols/shard-controller/index.ts';
import { fnv1a, shardStoreClerk } from '../protocols/shard-kv/index.ts';
import { drawPlan } from '../hunt/run.ts';
import { operations, scenario, swarm, times, type Scenario } from '../scenarios/scenario.ts';
import { ScenarioRun, type Report } from '../scenarios/setup.ts';
import { layoutOf, type Layout } from '../scenarios/shard-kv/layout.ts';
import { forgetsTheRest, settles, shardedSafety } from '../scenarios/shard-kv/properties.ts';
import { shardedLinearizable, shardedRequests, storeServers } from '../scenarios/shard-kv/vocabulary.ts';
import { cpuMilliseconds } from './load.ts';

const total = Number(process.argv[2] ?? 20_000);
const many = Number(process.argv[3] ?? 100);
const mostFaults = Number(process.argv[4] ?? many);

/** Half of the groups join; then, for so long, some come, some go, shards are moved, and are spread by their traffic. */
const rebalancing =
  ({ groups }: Layout, shards: number, lasts: number): Script =>
  function* (stage) {
    const node = stage.clients.at(-1) ?? 0;
    const all = [...groups.keys()];
    const drawn = (count: number): readonly number[] => [...new Set(Array.from({ length: count }, () => 1 + stage.choose(all.length)))];
    const join = (gids: readonly number[]): ControllerCommand => ({ kind: 'join', groups: gids.map((gid) => [gid, groups.get(gid) ?? []]) });
    const tell = (command: ControllerCommand) => ask(node, controllerRequest(command));
    yield* tell(join(all.slice(0, Math.ceil(all.length / 2))));
    for (const end = stage.now() + lasts; stage.now() < end; yield* sleep(milliseconds(100) + stage.choose(milliseconds(200)))) {
      const kind = stage.choose(4);
      // What cannot be done as things are is refused.
      for (const gid of kind === 0 ? drawn(3) : []) yield* tell(join([gid]));
      for (const gid of kind === 1 ? drawn(2) : []) if (gid !== 1) yield* tell({ kind: 'leave', gids: [gid] });
      for (const gid of kind === 2 ? drawn(5) : []) yield* tell({ kind: 'move', shard: stage.choose(shards), gid });
      if (kind === 3) yield* tell({ kind: 'rebalance' });
    }
  };

interface Size {
  readonly groups: number;
  readonly shards: number;
  readonly clients: number;
  /** Of each client. */
  readonly calls: number;
  readonly faults: number;
}

function sharded({ groups, shards, clients, calls, faults }: Size): Scenario {
  const layout = layoutOf({ groups });
  return scenario({
    title: `${groups} groups`,
    servers: storeServers(layout, { hash: fnv1a, reportEvery: 10, snapshotEvery: 50, maxUncommitted: 100 }, { shards }),
    clients: [...times(clients, shardStoreClerk({ controllers: layout.controllers, hash: fnv1a })), among(layout.controllers, controllerClerk())],
    workload: operations(shardedRequests({ keys: 4 * shards }), { perClient: [calls, calls], think: milliseconds(400), clients }),
    scripts: [rebalancing(layout, shards, seconds(8))],
    swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { most: faults, during: seconds(8), victims: 'all' }),
    budget: { maxDown: layout.servers },
    limits: { duration: seconds(15), recovery: seconds(60), steps: 200_000_000 },
    properties: [...shardedSafety(layout), shardedLinearizable(layout, clients), settles(layout), forgetsTheRest(layout)],
  });
}

/** Runs of a scenario, one after the other, of which the time is taken. */
class Runs {
  milliseconds = 0;
  steps = 0;
  readonly reports: Report[] = [];
  private readonly told: Scenario;
  private run: ScenarioRun | null = null;
  private seed: number;

  constructor(told: Scenario, seed: number) {
    this.told = told;
    this.seed = seed;
  }

  /** Goes on for so many steps; a run that is over is judged, and followed by the next. */
  advance(steps: number): void {
    this.run ??= this.begin();
    const { simulation } = this.run;
    const begun = simulation.world.steps;
    const since = process.cpuUsage();
    let goesOn = true;
    while (goesOn && simulation.world.steps < begun + steps) goesOn = simulation.advance();
    if (!goesOn) this.reports.push(this.run.report());
    this.milliseconds += cpuMilliseconds(since);
    this.steps += simulation.world.steps - begun;
    if (!goesOn) this.run = null;
  }

  private begin(): ScenarioRun {
    const seed = this.seed++;
    const run = new ScenarioRun(this.told, { seed, plan: drawPlan(this.told, seed) });
    run.simulation.begin();
    return run;
  }

  get perEvent(): number {
    return (1_000 * this.milliseconds) / this.steps;
  }
}

const clients = 10 * many;
const large = new Runs(sharded({ groups: many, shards: 10 * many, clients, calls: Math.ceil(total / clients), faults: mostFaults }), 1);
const small = new Runs(sharded({ groups: 1, shards: 10, clients: 10, calls: 100, faults: 8 }), 1);
let peak = 0;
while (large.reports.length === 0) {
  large.advance(10_000);
  small.advance(2_500);
  peak = Math.max(peak, process.memoryUsage().rss);
}

const [report] = large.reports;
const { counters, calls, failure, time } = report ?? { counters: null, calls: [], failure: null, time: 0 };
const struck = Object.values(counters?.faults ?? {}).reduce((sum, count) => sum + count, 0);
const failed = small.reports.find((each) => each.failure !== null);
console.log(`${many} groups, ${10 * many} shards, ${clients} clients: ${calls.length.toLocaleString('en')} operations, ${large.steps.toLocaleString('en')} events, ${(time / 1e6).toFixed(0)} s of virtual time, ${struck} faults: ${failure === null ? 'all properties hold' : `${failure.property}: ${failure.message}`}`);
console.log(`${small.reports.length} runs of one group, ${small.steps.toLocaleString('en')} events: ${failed === undefined ? 'all properties hold' : `seed ${failed.seed}: ${failed.failure?.property}`}`);
console.log(`CPU for each event: ${large.perEvent.toFixed(1)} us, with one group ${small.perEvent.toFixed(1)} us: ${(large.perEvent / small.perEvent).toFixed(2)}x  (bar: 2); ${(large.milliseconds / 1_000).toFixed(1)} s in all, peak memory ${(peak / 1_048_576).toFixed(0)} MiB`);
