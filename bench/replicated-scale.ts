/**
 * One run at scale: five replicas, 1,000 clerks, a million operations over 10,000 keys, and the verdict on all of their history. The first
 * argument is the number of operations.
 *
 *     node --max-old-space-size=800 dist/bench/replicated-scale.js
 *
 * The engine takes what it is given: with less to take, it collects more often, and 1 GiB is enough.
 */
import { emptyPlan } from '../sim/world/plan.ts';
import { unboundedBudget } from '../sim/world/budget.ts';
import { World } from '../sim/world/world.ts';
import { versionedClerk } from '../protocols/kv/index.ts';
import { replicatedVersionedServer } from '../protocols/replicated-kv/index.ts';
import { RestlessClerks, runToVerdict } from './restless-clerks.ts';

const operations = Number(process.argv[2] ?? 1_000_000);
const [servers, clerks, keys] = [5, 1_000, 10_000];

const server = replicatedVersionedServer({ snapshotEvery: 5_000, maxEntries: 256 });
const nodes = [
  ...Array.from({ length: servers }, () => ({ role: 'server', protocol: server }) as const),
  ...Array.from({ length: clerks }, () => ({ role: 'client', protocol: versionedClerk() }) as const),
];
const world = new World({ seed: 1, nodes, plan: emptyPlan, budget: unboundedBudget, hashed: true });
const load = new RestlessClerks(world, { operations, keys });
world.host = load;
const begin = process.cpuUsage();
world.begin();
for (let clerk = 0; clerk < clerks; clerk++) load.ask(servers + clerk, load.anyKey());
runToVerdict(world, load, begin, `of ${clerks} clerks on ${servers} servers`);
