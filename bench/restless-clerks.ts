/** Clerks of a versioned service that never rest, and keep their history for a verdict. */
import type { NodeId } from '../sim/core/protocol.ts';
import { purposes, Random } from '../sim/world/random.ts';
import type { CallRecord } from '../sim/world/view.ts';
import type { Host, World } from '../sim/world/world.ts';
import type { VersionedRequest, VersionedResult } from '../protocols/kv/index.ts';
import { linearizable } from '../properties/property.ts';
import { versionedKv } from '../properties/linearizability/models/versionedKv.ts';
import { judgeHistory } from '../scenarios/histories.ts';
import { versionedOperation } from '../scenarios/kv/vocabulary.ts';
import { cpuMilliseconds } from './load.ts';

/** How much they ask for. */
interface Load {
  readonly operations: number;
  readonly keys: number;
}

type Call = { -readonly [Field in keyof CallRecord]: CallRecord[Field] };

/** Each clerk reads a key and puts the next version of it, for ever: the answer to one call is followed by the next. */
export class RestlessClerks implements Host {
  readonly calls: Call[] = [];
  answered = 0;
  protected readonly world: World;
  private readonly load: Load;
  private readonly random = new Random(1);
  private readonly open = new Map<NodeId, Call>();

  constructor(world: World, load: Load) {
    this.world = world;
    this.load = load;
  }

  /** All have been asked for, and answered. */
  get isDone(): boolean {
    return this.calls.length >= this.load.operations && this.answered === this.calls.length;
  }

  reply(node: NodeId, _id: number, result: VersionedResult): void {
    const call = this.open.get(node);
    if (call === undefined) return;
    this.answered++;
    Object.assign(call, { result, return: this.world.steps, returnedAt: this.world.now });
    if (this.calls.length < this.load.operations) this.ask(node, this.next(call, result));
  }

  ask(node: NodeId, request: VersionedRequest): void {
    const { steps, now } = this.world;
    const call: Call = { id: this.calls.length, node, request, call: steps, calledAt: now, result: null, return: null, returnedAt: null };
    this.calls.push(call);
    this.open.set(node, call);
    this.world.request(node, call.id, request, 0);
  }

  anyKey(): VersionedRequest {
    return { kind: 'get', key: `k${(this.random.word(purposes.plan, this.calls.length) >>> 0) % this.load.keys}` };
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

/** Steps until all is answered, judges the history, and says how fast and how large all of it was since `begin`. */
export function runToVerdict(world: World, load: RestlessClerks, begin: NodeJS.CpuUsage, who: string): void {
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
  console.log(`${load.answered.toLocaleString('en')} operations ${who}, ${world.steps.toLocaleString('en')} events: ${verdict === null ? 'linearizable' : verdict.message}`);
  console.log(`${Math.round(load.answered / (running + checking)).toLocaleString('en')} operations/s of CPU, ${(running + checking).toFixed(1)} s in all, the checker's share ${((100 * checking) / (running + checking)).toFixed(1)} %, peak memory ${(peak / 1_048_576).toFixed(0)} MiB  (bar: 1,024)`);
}
