/** The load of the engine benchmarks: versioned key/value, one server, clerks that never rest. */
import type { NodeId } from '../sim/core/protocol.ts';
import { emptyPlan } from '../sim/world/plan.ts';
import { unboundedBudget } from '../sim/world/budget.ts';
import { World, type Host } from '../sim/world/world.ts';
import { versionedClerk, versionedServer, type VersionedRequest, type VersionedResult } from '../protocols/kv/index.ts';

/** Each clerk puts and gets in turn on a key of its own: the answer to one call is followed by the next. */
class RestlessClients implements Host {
  private readonly world: World;
  private readonly versions: number[] = [];
  private calls = 0;

  constructor(world: World) {
    this.world = world;
  }

  begin(clients: readonly NodeId[]): void {
    for (const node of clients) this.ask(node);
  }

  reply(node: NodeId, _id: number, result: VersionedResult): void {
    if (result.kind === 'put') this.versions[node] = (this.versions[node] ?? 0) + 1;
    this.ask(node);
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

  private ask(node: NodeId): void {
    const key = `k${node}`;
    const version = this.versions[node] ?? 0;
    const request: VersionedRequest = this.calls % 2 === 0 ? { kind: 'put', key, value: 'v', version } : { kind: 'get', key };
    this.world.request(node, ++this.calls, request, 0);
  }
}

export interface Measured {
  readonly steps: number;
  /** CPU time of the process, its garbage collection included. */
  readonly milliseconds: number;
}

/** CPU milliseconds since then: other programs on the machine do not count. */
export function cpuMilliseconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

/** Runs so many steps of a world with so many nodes, one of them the server. */
export function runWorld(nodes: number, steps: number, hashed: boolean): Measured {
  const clerks = Array.from({ length: nodes - 1 }, () => ({ role: 'client', protocol: versionedClerk() }) as const);
  const world = new World({ seed: 1, nodes: [{ role: 'server', protocol: versionedServer() }, ...clerks], plan: emptyPlan, budget: unboundedBudget, hashed });
  const clients = new RestlessClients(world);
  world.host = clients;
  const begin = process.cpuUsage();
  world.begin();
  clients.begin(clerks.map((_, i) => i + 1));
  while (world.steps < steps) world.step();
  return { steps: world.steps, milliseconds: cpuMilliseconds(begin) };
}
