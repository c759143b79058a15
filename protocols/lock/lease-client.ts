import { assert, milliseconds, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, MessageArrived, NodeId, Protocol, Step } from '../../sim/core/index.ts';
import { ignore } from '../kv/ignore.ts';
import type { FencedWrite, FencedWriteReply } from './fenced-resource.ts';
import { LeaseErrands } from './lease-errands.ts';
import type { LeaseOptions } from './lease-errands.ts';
import { LeaseTurn } from './lease-turn.ts';
import { leaseRules } from './lease.ts';
import type { LeaseClientState, LeaseClientVocabulary, LeaseRules } from './lease.ts';
import { leaseMilestones } from './milestones.ts';

/** A client of one lease and of the resource behind it. `nodes`: the versioned server or its replicas, then the resource. */
export function leaseClient(options: LeaseOptions = {}): Protocol<LeaseClientVocabulary> {
  return assemble(options, leaseRules);
}

function assemble(options: LeaseOptions, rules: LeaseRules): Protocol<LeaseClientVocabulary> {
  const steps = new LeaseSteps(rules, options);
  return {
    name: 'leaseClient',
    readsClock: true,
    milestones: leaseMilestones,
    rules,
    assemble: (others: LeaseRules) => assemble(options, others),
    start: (self, nodes) => steps.start(self, nodes),
    step: (state, event, choose) => steps.step(state, event, choose),
  };
}

class LeaseSteps {
  readonly #rules: LeaseRules;
  readonly #errands: LeaseErrands;
  readonly #retry: number;

  constructor(rules: LeaseRules, options: LeaseOptions) {
    this.#rules = rules;
    this.#errands = new LeaseErrands(rules, options);
    this.#retry = options.retry ?? milliseconds(100);
  }

  start(self: NodeId, nodes: readonly NodeId[]): Step<LeaseClientVocabulary> {
    const resource = nodes.at(-1);
    assert(resource !== undefined && nodes.length > 1, 'a lease client has a server and a resource');
    const idle = { holder: null, lease: null, errand: null, watch: null, task: null, waiting: [], writes: 0, write: null } as const;
    return { state: { clerk: this.#errands.startClerk(self, nodes), resource, ...idle }, effects: [] };
  }

  step(state: LeaseClientState, event: Event<LeaseClientVocabulary>, choose: Choose): Step<LeaseClientVocabulary> {
    assert(event.clock !== null, 'a lease client is given its clocks');
    const turn = new LeaseTurn(state, choose, this.#rules.now(event.clock));
    switch (event.kind) {
      case 'request':
        turn.state.waiting = [...state.waiting, { id: event.id, request: event.request }];
        break;
      case 'message':
        this.#handleMessage(turn, event);
        break;
      case 'timeout':
        this.#handleTimeout(turn, event.timer);
        break;
      case 'stored':
      case 'storageFailed':
        ignore('a client stores nothing');
        break;
      default:
        unreachable(event);
    }
    this.#beginNext(turn);
    return turn.end();
  }

  #handleMessage(turn: LeaseTurn, { message, ...event }: MessageArrived<LeaseClientVocabulary>): void {
    switch (message.kind) {
      case 'write':
        return ignore('a client is no resource');
      case 'writeReply':
        return this.#handleWriteReply(turn, message);
      default:
        return this.#errands.stepClerk(turn, { ...event, message });
    }
  }

  #handleTimeout(turn: LeaseTurn, timer: LeaseClientVocabulary['timer']): void {
    switch (timer) {
      case 'retry':
        return this.#errands.stepClerk(turn, { kind: 'timeout', timer, clock: null });
      case 'poll':
        return this.#errands.handlePoll(turn);
      case 'renew':
        return this.#errands.handleRenew(turn);
      case 'expire':
        return turn.lose();
      case 'write':
        return this.#handleWriteTimeout(turn);
      default:
        return unreachable(timer);
    }
  }

  /** Acquire and release wait for the errand under way, which may be a renewal. */
  #beginNext(turn: LeaseTurn): void {
    const [next, ...others] = turn.state.waiting;
    if (turn.state.task !== null || next === undefined) return;
    if (turn.state.errand !== null && next.request.kind !== 'write') return;
    turn.state.waiting = others;
    turn.state.task = next.id;
    const { request } = next;
    switch (request.kind) {
      case 'acquire':
        return this.#errands.acquire(turn);
      case 'release':
        return this.#errands.release(turn);
      case 'write':
        return this.#beginWrite(turn, request.value);
      default:
        return unreachable(request);
    }
  }

  #beginWrite(turn: LeaseTurn, value: string): void {
    const { usable } = turn;
    if (usable === null) return turn.finish({ kind: 'write', outcome: 'notHolding' });
    const sequence = turn.state.writes + 1;
    turn.state.writes = sequence;
    this.#sendWrite(turn, { kind: 'write', token: usable.token, sequence, value });
  }

  #sendWrite(turn: LeaseTurn, write: FencedWrite): void {
    turn.state.write = write;
    turn.send(turn.state.resource, write);
    turn.setTimer('write', this.#retry);
  }

  /** Sent again even when the lease has ended by now: its user must learn what became of it, and the token keeps it safe. */
  #handleWriteTimeout(turn: LeaseTurn): void {
    const { write } = turn.state;
    if (write === null) return ignore('no write is open');
    this.#sendWrite(turn, write);
  }

  #handleWriteReply(turn: LeaseTurn, { token, sequence, outcome }: FencedWriteReply): void {
    const { write } = turn.state;
    if (write?.token !== token || write.sequence !== sequence) return ignore('it answers an earlier write');
    turn.state.write = null;
    turn.cancelTimer('write');
    if (outcome === 'fenced') turn.lose();
    turn.finish({ kind: 'write', outcome });
  }
}
