/**
 * Schedules written by hand for the mutants of the sharded services: small clusters with even latencies, where each group is one server, and
 * a story that makes a property fire on one mutant, and none on the correct code.
 */
import { among } from '../../../sim/core/among.ts';
import type { Mutant } from '../../../sim/core/mutant.ts';
import { seconds } from '../../../sim/core/time.ts';
import type { Script, Stage, Story } from '../../../sim/hosts/script.ts';
import { emptyPlan } from '../../../sim/world/plan.ts';
import type { ReplicaOptions } from '../../../protocols/raft/index.ts';
import { controllerClerk } from '../../../protocols/shard-controller/index.ts';
import { controllerLibrary, firstByte, shardStoreClerk, shardVersionedClerk, type KeyHash } from '../../../protocols/shard-kv/index.ts';
import { scenario, times, type Scenario } from '../../scenario.ts';
import { ScenarioRun, type Report } from '../../setup.ts';
import { layoutOf } from '../layout.ts';
import { forgetsTheRest, settles, shardedSafety } from '../properties.ts';
import { shardedLinearizable, storeServers, versionedServers, versionedShardsLinearizable } from '../vocabulary.ts';
import { courier } from './courier.ts';
import { FollowingStage } from './stage.ts';
import { configurationsInOrder } from '../succession.ts';
import { SteeredStage } from './steered-stage.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';

/** What somebody has written down to expose one mutant. */
export interface Schedule<Seen = FollowingStage> {
  /** Id of the mutant. */
  readonly id: string;
  /** Name of what fires. */
  readonly fires: string;
  readonly options?: ReplicaOptions & { readonly hash?: KeyHash };
  /** What happens after the beginning: requests, and what goes wrong. */
  play(stage: Seen): Story;
}

/** A schedule as a scenario; each request of its play, and each thing that goes wrong in it, is counted. */
export interface Play {
  readonly id: string;
  readonly fires: string;
  scenario(count: () => void): Scenario;
}

/** The story, which counts as it goes. */
export function* counted(story: Story, count: () => void): Story {
  for (let step = story.next(); step.done !== true; step = story.next()) {
    const command = step.value;
    if (command.kind === 'call' || command.kind === 'fault') count();
    yield command.kind === 'all' ? { ...command, scripts: command.scripts.map((each) => counted(each, count)) } : command;
  }
}

/** What fires, by its name. */
export const linearizableName = 'linearizable (kv)';
export const versionedName = 'linearizable (kvv)';
export const served = 'a shard is served by at most one group';
export const settled = 'every shard arrives, and is deleted where it was';
export const forgotten = 'what has moved away takes no bytes';
export const unanswered = 'every call returns';
export const outOfOrder = 'configurations come one after the other';
export const unequal = 'equal machines at equal applied index (2)';

/** One server for the controller, three groups of one server. */
export const layout = layoutOf({ controllers: 1, groups: 3, size: 1 });

/** A scenario of even latencies, in which nothing goes wrong but what its story makes go wrong. */
export const calm = {
  title: 'A schedule written by hand',
  network: { latencyMin: 2_000, latencyMax: 2_000 },
  disk: { syncMin: 100, syncMax: 100 },
  limits: { duration: seconds(20), recovery: seconds(15), steps: 60_000 },
  budget: { maxDown: 20 },
} as const;

/** Groups that follow the controller; two shards. */
export function following(schedule: Schedule, count: () => void): Scenario {
  const { controllers } = layout;
  const { options = {} } = schedule;
  const { hash = firstByte } = options;
  return scenario({
    ...calm,
    servers: storeServers(layout, { ...options, hash, pollInterval: 50_000 }, { shards: 2 }),
    clients: [...times(2, shardStoreClerk({ controllers, hash })), among(controllers, controllerClerk()), courier],
    scripts: [scriptOf(schedule, (stage) => new FollowingStage(stage, layout), count)],
    properties: [...shardedSafety(layout), judgedAtTheEnd(shardedLinearizable(layout, 2)), settles(layout), forgetsTheRest(layout)],
  });
}

/** Groups that are told what to do by one of two controllers; two shards, which group 1 has. */
export function steered(schedule: Schedule<SteeredStage>, count: () => void): Scenario {
  const { controllers } = layout;
  const { options = {} } = schedule;
  return scenario({
    ...calm,
    servers: versionedServers(layout, { hash: firstByte, ...options }, 2),
    clients: [...times(2, shardVersionedClerk({ controllers, hash: firstByte })), ...times(2, controllerLibrary({ controllers })), courier],
    scripts: [scriptOf(schedule, (stage) => new SteeredStage(stage, layout), count)],
    properties: [...shardedSafety(layout), configurationsInOrder, judgedAtTheEnd(versionedShardsLinearizable(layout, 2)), settles(layout), forgetsTheRest(layout)],
  });
}

/** The beginning, which every schedule of a kind shares, and then the play. */
export const scriptOf = <Seen extends { begin(): Story }>(schedule: Schedule<Seen>, seenBy: (stage: Stage) => Seen, count: () => void): Script =>
  function* (stage) {
    const seen = seenBy(stage);
    yield* seen.begin();
    yield* counted(schedule.play(seen), count);
  };

/** Plays a schedule with the mutant, or (null) without: what fired, and how many requests and adverse actions it took. */
export function played(play: Play, mutant: Mutant | null): { readonly failure: Report['failure']; readonly size: number } {
  let size = 0;
  const told = play.scenario(() => void size++);
  const { network, disk, scripts } = told;
  const plan = { ...emptyPlan, network, disk, scripts: scripts.map((_, script) => ({ script, rounds: null })) };
  const { failure } = new ScenarioRun(told, { seed: 3, plan, mutant }).run();
  return { failure, size };
}
