/**
 * A million operations on the sharded versioned service in one run: ten groups of three servers, 100 shards, 1,000 clerks, 10,000 keys, a controller that
 * lets groups come and go all the while, and the verdict on all of the history. The first argument is the number of operations.
 */
import type { NodeId } from '../sim/core/protocol.ts';
import { emptyPlan } from '../sim/world/plan.ts';
import { unboundedBudget } from '../sim/world/budget.ts';
import { World } from '../sim/world/world.ts';
import { balanced, nextConfiguration, type ShardConfiguration } from '../protocols/shard-controller/index.ts';
import type { LibraryRequest, LibraryResult } from '../protocols/shard-kv/index.ts';
import { layoutOf } from '../scenarios/shard-kv/layout.ts';
import { firstConfiguration, versionedClients, versionedServers } from '../scenarios/shard-kv/vocabulary.ts';
import { RestlessClerks, runToVerdict } from './restless-clerks.ts';

const operations = Number(process.argv[2] ?? 1_000_000);
const [groups, shards, clerks, keys] = [10, 100, 1_000, 10_000];
const layout = layoutOf({ groups });
const library = layout.servers + clerks;
/** A group comes or goes each time that so many calls have been answered. */
const rest = 10_000;

/** Clerks, and a controller beside them. */
class Rebalanced extends RestlessClerks {
  changes = 0;
  private isBusy = false;
  private due = 0;

  order(request: LibraryRequest): void {
    this.isBusy = true;
    this.world.request(library, this.changes++, request, 0);
  }

  override reply(node: NodeId, id: number, result: unknown): void {
    if (node === library) return this.hear(libraryResult.of(result));
    super.reply(node, id, clerkResult.of(result));
    if (this.isBusy || this.answered < this.due) return;
    this.order({ kind: 'query' });
  }

  /** A look at the configuration is followed by a change of it, and that by a rest. */
  private hear(result: LibraryResult): void {
    this.isBusy = false;
    if (result.kind === 'configuration' && result.configuration !== null) return this.order({ kind: 'changeConfigTo', configuration: this.following(result.configuration) });
    this.due = this.answered + rest;
  }

  private following(before: ShardConfiguration): ShardConfiguration {
    // Of ten groups, the first stays for ever; the others come one after the other, and then go.
    const gid = 2 + (Math.floor(before.number - 1) % (groups - 1));
    const after = before.groups.has(gid) ? before.groups.delete(gid) : before.groups.set(gid, layout.groups.get(gid) ?? []);
    return nextConfiguration(before, balanced(before.shards, [...after.keys()]), after);
  }
}

const libraryResult: { of(result: unknown): LibraryResult } = {
  of: (result: LibraryResult) => result,
};

const clerkResult: { of(result: unknown): Parameters<RestlessClerks['reply']>[2] } = {
  of: (result: Parameters<RestlessClerks['reply']>[2]) => result,
};

const nodes = [
  ...versionedServers(layout, { snapshotEvery: 5_000, maxEntries: 256 }, shards).map((protocol) => ({ role: 'server', protocol }) as const),
  ...versionedClients(layout, clerks, 1).map((protocol) => ({ role: 'client', protocol }) as const),
];
const world = new World({ seed: 1, nodes, plan: emptyPlan, budget: unboundedBudget, hashed: true });
const load = new Rebalanced(world, { operations, keys });
world.host = load;
const begin = process.cpuUsage();
world.begin();
load.order({ kind: 'initConfig', configuration: firstConfiguration(layout, shards) });
for (let clerk = 0; clerk < clerks; clerk++) load.ask(layout.servers + clerk, load.anyKey());
runToVerdict(world, load, begin, `of ${clerks} clerks on ${groups} groups of three`);
console.log(`${load.changes} requests of the controller`);
