/**
 * One run at scale: five replicas, 1,000 clerks, a million operations over 10,000 keys, and the verdict on all of their history. The first
 * argument is the number of operations.
 */
import type { NodeId } from '../sim/core/protocol.ts';
import { emptyPlan } from '../sim/world/plan.ts';
import { unboundedBudget } from '../sim/world/budget.ts';
import { purposes, Random } from '../sim/world/random.ts';
import type { CallRecord } from '../sim/world/view.ts';
import { World, type Host } from '../sim/world/world.ts';
import { versionedClerk, type VersionedRequest, type VersionedResult } from '../protocols/kv/index.ts';
import { replicatedVersionedServer } from '../protocols/replicated-kv/index.ts';
import { linearizable } from '../properties/property.ts';
import { versionedKv } from '../properties/linearizability/models/versionedKv.ts';
import { versionedOperation } from '../scenarios/kv/vocabulary.ts';
import { judgeHistory } from '../scenarios/histories.ts';
import { cpuMilliseconds } from './load.ts';

const operations = Number(process.argv[2] ?? 1_000_000);
const [servers, clerks, keys] = [5, 1_000, 10_000];

type Call = { -readonly [Field in keyof CallRecord]: CallRecord[Field] };

/** Each clerk reads a key and puts the next version of it, for ever: the answer to one call is followed by the next. */
class RestlessClerks implements Host {
  readonly calls: Call[] = [];
  answered = 0;
  private readonly world: World;
  private readonly random = new Random(1);
  private readonly open = new Map<NodeId, Call>();

  constructor(world: World) {
    this.world = world;
  }

  reply(node: NodeId, _id: number, result: VersionedResult): void {
    const call = this.open.get(node);
    if (call === undefined) return;
    this.answered++;
    Object.assign(call, { result, return: this.world.steps, returnedAt: this.world.now });
    if (this.calls.length < operations) this.ask(node, this.next(call, result));
  }

  ask(node: NodeId, request: VersionedRequest): void {
    const { steps, now } = this.world;
    const call: Call = { id: this.calls.length, node, request, call: steps, calledAt: now, result: null, return: null, returnedAt: null };
    this.calls.push(call);
    this.open.set(node, call);
    this.world.request(node, call.id, request, 0);
  }

  anyKey(): VersionedRequest {
    return { kind: 'get', key: `k${(this.random.word(purposes.plan, this.calls.length) >>> 0) % keys}` };
  }

  /** A key that was read is written; one that was written is left for another. */
  private next({ id, request }: Call, result: VersionedResult): VersionedRequest {
    if (!isGet(request) || result.kind !== 'get') return this.anyKey();
    return { kind: 'put', key: request.key, value: String(id), version: result.error === 'OK' ? result.version : 0 };
  }

  observe(): void {
    // Nobody watches: engine, protocol and checker are measured.
  }

  crashed(): void {
    // Nothing crashes.
  }

  wake(): void {
    // Nobody sleeps.
  }
}

function isGet(request: unknown): request is Extract<VersionedRequest, { kind: 'get' }> {
  return typeof request === 'object' && request !== null && 'kind' in request && request.kind === 'get';
}

const server = replicatedVersionedServer({ snapshotEvery: 5_000, maxEntries: 256 });
const nodes = [
  ...Array.from({ length: servers }, () => ({ role: 'server', protocol: server }) as const),
  ...Array.from({ length: clerks }, () => ({ role: 'client', protocol: versionedClerk() }) as const),
];
const world = new World({ seed: 1, nodes, plan: emptyPlan, budget: unboundedBudget, hashed: true });
const load = new RestlessClerks(world);
world.host = load;
const begin = process.cpuUsage();
world.begin();
for (let clerk = 0; clerk < clerks; clerk++) load.ask(servers + clerk, load.anyKey());
let peak = 0;
while (load.answered < load.calls.length || load.calls.length < operations) {
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
