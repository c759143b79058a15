/**
 * What a command costs as the log grows: three servers that never compact theirs, and three that do. Run with --expose-gc; the first
 * argument is the number of commands.
 */
import type { NodeId } from '../sim/core/protocol.ts';
import { emptyPlan } from '../sim/world/plan.ts';
import { unboundedBudget } from '../sim/world/budget.ts';
import { World, type Host } from '../sim/world/world.ts';
import { raftClerk, register, replica, withSessions, type ReplicaOptions } from '../protocols/raft/index.ts';
import { cpuMilliseconds } from './load.ts';

const clerks = 10;

/** Each clerk writes for ever: the answer to one call is followed by the next. */
class RestlessWriters implements Host {
  answered = 0;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  reply(node: NodeId): void {
    this.answered++;
    this.write(node);
  }

  write(node: NodeId): void {
    this.world.request(node, this.answered * clerks + node, { kind: 'submit', command: 'v' }, 0);
  }

  observe(): void {
    // Nobody watches: the bare engine is measured.
  }

  crashed(): void {
    // Nothing crashes.
  }

  wake(): void {
    // Nobody sleeps.
  }
}

interface Growth {
  readonly commands: number;
  /** Microseconds of CPU per command, over the tenth of them that came last. */
  readonly microseconds: number;
  /** Heap in use, garbage collected, MiB. */
  readonly heap: number;
}

/** The cost of a command at each of these lengths of the log. */
function grow(options: ReplicaOptions, lengths: readonly number[]): readonly Growth[] {
  const servers = Array.from({ length: 3 }, () => ({ role: 'server', protocol: replica(withSessions(register), options) }) as const);
  const clients = Array.from({ length: clerks }, () => ({ role: 'client', protocol: raftClerk() }) as const);
  const world = new World({ seed: 1, nodes: [...servers, ...clients], plan: emptyPlan, budget: unboundedBudget, hashed: true });
  const writers = new RestlessWriters(world);
  world.host = writers;
  world.begin();
  for (let i = 0; i < clerks; i++) writers.write(servers.length + i);
  const until = (commands: number): void => {
    while (writers.answered < commands) world.step();
  };
  return lengths.map((commands) => {
    until(commands - commands / 10);
    const begin = process.cpuUsage();
    until(commands);
    const microseconds = (cpuMilliseconds(begin) * 1_000) / (commands / 10);
    globalThis.gc?.();
    return { commands, microseconds, heap: process.memoryUsage().heapUsed / 1_048_576 };
  });
}

function print(title: string, growths: readonly Growth[]): void {
  console.log(title);
  for (const { commands, microseconds, heap } of growths) {
    console.log(`  ${commands.toLocaleString('en').padStart(10)} commands  ${microseconds.toFixed(1).padStart(6)} us of CPU per command  ${heap.toFixed(0).padStart(5)} MiB`);
  }
}

const most = Number(process.argv[2] ?? 1_000_000);
const lengths = [1_000, 10_000, 100_000, 1_000_000].filter((length) => length <= most);
grow({}, [10_000]);
print('three servers that keep their whole log', grow({}, lengths));
print('three servers that compact it after every 1,000 entries', grow({ snapshotEvery: 1_000 }, lengths));
