/**
 * One run at scale: five replicas, 1,000 clerks, a million operations over 10,000 keys, and the verdict on all of their history. The first
 * argument is the number of operations.
 */
import { emptyPlan } from '../sim/world/plan.ts';
import { unboundedBudget } from '../sim/world/budget.ts';
import { World } from '../sim/world/world.ts';
import { versionedClerk } from '../protocols/kv/index.ts';
import { replicatedVersionedServer } from '../protocols/replicated-kv/index.ts';
import { linearizable } from '../properties/property.ts';
import { versionedKv } from '../properties/linearizability/models/versionedKv.ts';
import { versionedOperation } from '../scenarios/kv/vocabulary.ts';
import { judgeHistory } from '../scenarios/histories.ts';
import { cpuMilliseconds } from './load.ts';
import { RestlessClerks } from './restless-clerks.ts';

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
let peak = 0;
while (!load.isDone) {
  world.step();
  if (world.steps % 100_000 === 0) peak = Math.max(peak, process.memoryUsage().rss);
}
const running = cpuMilliseconds(begin) / 1_000;
const judging = process.cpuUsage();
const verdict = judgeHistory(linearizable(versionedKv, versionedOperation), load.calls);
const checking = cpuMilliseconds(judging) / 1_000;
peak = Math.max(peak, process.memoryUsage().rss);
console.log(`${load.answered.toLocaleString('en')} operations of ${clerks} clerks on ${servers} servers, ${world.steps.toLocaleString('en')} events: ${verdict === null ? 'linearizable' : verdict.message}`);
console.log(`${Math.round(load.answered / (running + checking)).toLocaleString('en')} operations/s of CPU, ${(running + checking).toFixed(1)} s in all, the checker's share ${((100 * checking) / (running + checking)).toFixed(1)} %, peak memory ${(peak / 1_048_576).toFixed(0)} MiB  (bar: 1,024)`);
