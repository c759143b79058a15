import { Turn, assert, contain, milliseconds, seconds, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, NodeId, Protocol, Step } from '../../sim/core/index.ts';
import { ignore } from '../kv/ignore.ts';
import { versionedClerk } from '../kv/index.ts';
import type { ClerkOptions, VersionedClerkVocabulary, VersionedRequest, VersionedResult } from '../kv/index.ts';
import type { FencedWrite, FencedWriteReply } from './fenced-resource.ts';
import { formatGrant, leaseRules, parseGrant } from './lease.ts';
import type { Errand, Grant, Lease, LeaseClientState, LeaseClientVocabulary, LeaseResult, LeaseRules } from './lease.ts';
import { leaseMilestones } from './milestones.ts';

export interface LeaseOptions {
  readonly clerk?: ClerkOptions;
  /** Key of the lease. Default: `lease`. */
  readonly key?: string;
  /** For how long the lease is taken at a time, in microseconds. Default: 1 s. It is renewed after a third of that. */
  readonly duration?: number;
  /** The fastest drift of any clock that is allowed for, in a thousand. Default: 100. */
  readonly drift?: number;
  /** Pause before it looks again at a lease that another client holds, in microseconds. Default: 50 ms. */
  readonly poll?: number;
  /** Pause before a write to the resource is sent again, in microseconds. Default: 100 ms. */
  readonly retry?: number;
}

/** A client of one lease and of the resource behind it. `nodes`: the versioned server, then the resource. */
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

class LeaseTurn extends Turn<LeaseClientVocabulary> {
  readonly choose: Choose;
  readonly now: number;

  constructor(state: LeaseClientState, choose: Choose, now: number) {
    super(state);
    this.choose = choose;
    this.now = now;
  }
}

class LeaseSteps {
  readonly #rules: LeaseRules;
  readonly #options: LeaseOptions;
  readonly #duration: number;
  readonly #clerk: Protocol<VersionedClerkVocabulary>;

  constructor(rules: LeaseRules, options: LeaseOptions) {
    this.#rules = rules;
    this.#options = options;
    this.#duration = options.duration ?? seconds(1);
    this.#clerk = versionedClerk(options.clerk);
  }

  start(self: NodeId, nodes: readonly NodeId[]): Step<LeaseClientVocabulary> {
    const [, resource] = nodes;
    assert(resource !== undefined, 'a lease client has a resource');
    const clerk = this.#clerk.start(self, nodes, []).state;
    const idle = { holder: null, lease: null, errand: null, watch: null, task: null, waiting: [], writes: 0, write: null } as const;
    return { state: { clerk, resource, ...idle }, effects: [] };
  }

  step(state: LeaseClientState, event: Event<LeaseClientVocabulary>, choose: Choose): Step<LeaseClientVocabulary> {
    assert(event.clock !== null, 'a lease client is given its clocks');
    const turn = new LeaseTurn(state, choose, this.#rules.now(event.clock));
    switch (event.kind) {
      case 'request':
        turn.state.waiting = [...state.waiting, { id: event.id, request: event.request }];
        break;
      case 'message':
        if (event.message.kind === 'writeReply') this.#handleWriteReply(turn, event.message);
        else if (event.message.kind === 'write') ignore('a client is no resource');
        else this.#stepClerk(turn, { ...event, message: event.message });
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

  #handleTimeout(turn: LeaseTurn, timer: LeaseClientVocabulary['timer']): void {
    switch (timer) {
      case 'retry':
        return this.#stepClerk(turn, { kind: 'timeout', timer, clock: null });
      case 'poll':
        return this.#handlePoll(turn);
      case 'renew':
        return this.#handleRenew(turn);
      case 'expire':
        return this.#handleExpire(turn);
      case 'write':
        return this.#handleWriteTimeout(turn);
      default:
        return unreachable(timer);
    }
  }

  // ---- The user's requests ------------------------------------------------------------------------------------------------

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
        return this.#beginAcquire(turn);
      case 'release':
        this.#lose(turn);
        return this.#look(turn, { goal: 'release', stage: 'looking', asked: null });
      case 'write':
        return this.#beginWrite(turn, request.value);
      default:
        return unreachable(request);
    }
  }

  #beginAcquire(turn: LeaseTurn): void {
    const { lease } = turn.state;
    if (lease !== null && turn.now < lease.deadline) return this.#finish(turn, { kind: 'acquired', token: lease.token });
    turn.state.holder ??= this.#rules.drawHolder(turn.choose);
    this.#look(turn, { goal: 'acquire', stage: 'looking', asked: null });
  }

  #finish(turn: LeaseTurn, result: LeaseResult): void {
    if (turn.state.task === null) return;
    turn.reply(turn.state.task, result);
    turn.state.task = null;
  }

  // ---- Acquire, renew, release: look, put where that is right, look again where unsure ---------------------------------------

  #look(turn: LeaseTurn, errand: Errand): void {
    turn.state.errand = { ...errand, stage: 'looking' };
    this.#ask(turn, { kind: 'get', key: this.#key });
  }

  #handleAnswer(turn: LeaseTurn, result: VersionedResult): void {
    const { errand } = turn.state;
    assert(errand !== null, 'the clerk answers what an errand asked');
    if (result.kind === 'get') return this.#handleLook(turn, errand, result);
    // After ErrMaybe and ErrVersion only the lease itself tells whose it is.
    if (result.error !== 'OK') return this.#look(turn, errand);
    if (errand.asked === null) this.#end(turn, { kind: 'released' });
    else this.#hold(turn, errand, errand.asked);
  }

  #handleLook(turn: LeaseTurn, errand: Errand, found: Extract<VersionedResult, { kind: 'get' }>): void {
    const { value, version } = found.error === 'OK' ? found : { value: '', version: 0 };
    const grant = parseGrant(value);
    switch (errand.goal) {
      case 'acquire':
        return this.#decideAcquire(turn, errand, grant, version);
      case 'renew':
        return this.#decideRenew(turn, errand, grant, version);
      case 'release':
        if (grant?.holder === turn.state.holder) this.#free(turn, errand, version);
        else this.#end(turn, { kind: 'released' });
        return;
      default:
        return unreachable(errand.goal);
    }
  }

  #decideAcquire(turn: LeaseTurn, errand: Errand, grant: Grant | null, version: number): void {
    const { holder, watch } = turn.state;
    if (grant?.holder === holder && grant.token === errand.asked?.token) return this.#hold(turn, errand, { ...errand.asked, version });
    // A lease of its own that it no longer uses is as good as a free one.
    if (grant === null || grant.holder === holder) {
      turn.state.watch = null;
      return this.#grant(turn, errand, version + 1, version);
    }
    const watched = this.#rules.watched(watch, version, turn.now);
    turn.state.watch = watched;
    const { drift = 100, poll = milliseconds(50) } = this.#options;
    if (this.#rules.mayTakeOver(watched, grant.duration, drift, turn.now)) return this.#grant(turn, errand, version + 1, version);
    turn.state.errand = { ...errand, stage: 'pausing' };
    turn.setTimer('poll', poll);
  }

  #decideRenew(turn: LeaseTurn, errand: Errand, grant: Grant | null, version: number): void {
    const { asked } = errand;
    assert(asked !== null, 'a renewal begins with a put');
    const isOurs = grant?.holder === turn.state.holder && grant.token === asked.token;
    const next = this.#rules.afterRefusedRenewal(isOurs);
    switch (next) {
      case 'keep':
        return this.#hold(turn, errand, { ...asked, version });
      case 'renew':
        return this.#grant(turn, errand, asked.token, version);
      case 'lose':
        this.#lose(turn);
        turn.state.errand = null;
        return;
      default:
        return unreachable(next);
    }
  }

  /** Asks for the lease, in place of what stands at `version`. */
  #grant(turn: LeaseTurn, errand: Errand, token: number, version: number): void {
    turn.state.errand = { ...errand, stage: 'writing', asked: { token, version: version + 1, sentAt: turn.now } };
    const grant = { holder: turn.state.holder ?? '', token, duration: this.#duration };
    this.#ask(turn, { kind: 'put', key: this.#key, value: formatGrant(grant), version });
  }

  #free(turn: LeaseTurn, errand: Errand, version: number): void {
    turn.state.errand = { ...errand, stage: 'writing' };
    this.#ask(turn, { kind: 'put', key: this.#key, value: '', version });
  }

  /** The lease is ours. But the answer may have come too late to use it. */
  #hold(turn: LeaseTurn, errand: Errand, { token, version, sentAt }: NonNullable<Errand['asked']>): void {
    const lease = { token, version, deadline: this.#rules.deadline(sentAt, turn.now, this.#duration) };
    const isFresh = this.#rules.isFresh(lease, turn.now);
    if (errand.goal === 'acquire') {
      if (!isFresh) return this.#look(turn, { ...errand, asked: null });
      this.#use(turn, lease);
      return this.#end(turn, { kind: 'acquired', token });
    }
    turn.state.errand = null;
    if (turn.state.lease === null) return ignore('it ended before its renewal was confirmed, and stays ended');
    if (isFresh) this.#use(turn, lease);
    else this.#lose(turn);
  }

  #use(turn: LeaseTurn, lease: Lease): void {
    turn.state.lease = lease;
    turn.setTimer('renew', Math.floor(this.#duration / 3));
    turn.setTimer('expire', Math.max(0, lease.deadline - turn.now));
  }

  /** Stops using the lease. */
  #lose(turn: LeaseTurn): void {
    turn.state.lease = null;
    turn.cancelTimer('renew');
    turn.cancelTimer('expire');
  }

  #end(turn: LeaseTurn, result: LeaseResult): void {
    turn.state.errand = null;
    turn.state.watch = null;
    this.#finish(turn, result);
  }

  #handlePoll(turn: LeaseTurn): void {
    const { errand } = turn.state;
    if (errand?.stage !== 'pausing') return ignore('it is not waiting for the lease');
    this.#look(turn, errand);
  }

  #handleRenew(turn: LeaseTurn): void {
    const { lease, errand } = turn.state;
    if (lease === null || errand !== null) return ignore('there is no lease to renew, or it is being renewed');
    this.#grant(turn, { goal: 'renew', stage: 'writing', asked: null }, lease.token, lease.version);
  }

  #handleExpire(turn: LeaseTurn): void {
    if (turn.state.lease === null) return ignore('there is no lease');
    this.#lose(turn);
  }

  // ---- Writes to the resource ----------------------------------------------------------------------------------------------

  #beginWrite(turn: LeaseTurn, value: string): void {
    const { lease, writes } = turn.state;
    if (lease === null || turn.now >= lease.deadline) return this.#finish(turn, { kind: 'write', outcome: 'notHolding' });
    turn.state.writes = writes + 1;
    this.#sendWrite(turn, { kind: 'write', token: lease.token, sequence: writes + 1, value });
  }

  #sendWrite(turn: LeaseTurn, write: FencedWrite): void {
    turn.state.write = write;
    turn.send(turn.state.resource, write);
    turn.setTimer('write', this.#options.retry ?? milliseconds(100));
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
    if (outcome === 'fenced') this.#lose(turn);
    this.#finish(turn, { kind: 'write', outcome });
  }

  // ---- The clerk inside ----------------------------------------------------------------------------------------------------

  get #key(): string {
    return this.#options.key ?? 'lease';
  }

  #ask(turn: LeaseTurn, request: VersionedRequest): void {
    this.#stepClerk(turn, { kind: 'request', id: 0, request, clock: null });
  }

  #stepClerk(turn: LeaseTurn, event: Event<VersionedClerkVocabulary>): void {
    contain(turn, this.#clerk.step(turn.state.clerk, event, turn.choose), {
      keep: (clerk) => void (turn.state.clerk = clerk),
      message: (message) => message,
      timer: (timer) => timer,
      record: (never) => never,
      reply: (_id, result) => this.#handleAnswer(turn, result),
      emit: (never) => never,
    });
  }
}
