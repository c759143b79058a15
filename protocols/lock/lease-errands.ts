/**
 * What a lease client does at the versioned server: acquire, renew, release. All three look, put where that is right, and look
 * again where unsure.
 */
import { assert, contain, milliseconds, seconds, unreachable } from '../../sim/core/index.ts';
import type { Event, NodeId, Protocol } from '../../sim/core/index.ts';
import { ignore } from '../kv/ignore.ts';
import { versionedClerk } from '../kv/index.ts';
import type { ClerkOptions, VersionedClerkState, VersionedClerkVocabulary, VersionedRequest, VersionedResult } from '../kv/index.ts';
import type { LeaseTurn } from './lease-turn.ts';
import { formatGrant, parseGrant } from './lease.ts';
import type { Errand, Grant, Lease, LeaseResult, LeaseRules } from './lease.ts';

/** How a lease client behaves. All clients of one lease need the same `key`. Times in microseconds of their own clocks. */
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

export class LeaseErrands {
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

  /** The clerk at its start. */
  startClerk(self: NodeId, nodes: readonly NodeId[]): VersionedClerkState {
    return this.#clerk.start(self, nodes.slice(0, -1), []).state;
  }

  acquire(turn: LeaseTurn): void {
    const { usable } = turn;
    if (usable !== null) return turn.finish({ kind: 'acquired', token: usable.token });
    turn.lose();
    turn.state.holder ??= this.#rules.drawHolder(turn.choose);
    this.#look(turn, { goal: 'acquire', stage: 'looking', asked: null });
  }

  release(turn: LeaseTurn): void {
    turn.lose();
    this.#look(turn, { goal: 'release', stage: 'looking', asked: null });
  }

  handlePoll(turn: LeaseTurn): void {
    const { errand } = turn.state;
    if (errand?.stage !== 'pausing') return ignore('it is not waiting for the lease');
    this.#look(turn, errand);
  }

  handleRenew(turn: LeaseTurn): void {
    const { usable } = turn;
    if (usable === null) return turn.lose();
    if (turn.state.errand !== null) return ignore('it is being renewed');
    this.#grant(turn, { goal: 'renew', stage: 'writing', asked: null }, usable.token, usable.version);
  }

  stepClerk(turn: LeaseTurn, event: Event<VersionedClerkVocabulary>): void {
    contain(turn, this.#clerk.step(turn.state.clerk, event, turn.choose), {
      keep: (clerk) => void (turn.state.clerk = clerk),
      message: (message) => message,
      timer: (timer) => timer,
      record: (never) => never,
      reply: (_id, result) => this.#handleAnswer(turn, result),
      emit: (never) => never,
    });
  }

  #ask(turn: LeaseTurn, request: VersionedRequest): void {
    this.stepClerk(turn, { kind: 'request', id: 0, request, clock: null });
  }

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
        turn.lose();
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
    if (isFresh && this.#rules.isInUse(turn.state.lease, turn.now)) this.#use(turn, lease);
    else turn.lose();
  }

  #use(turn: LeaseTurn, lease: Lease): void {
    turn.state.lease = lease;
    turn.setTimer('renew', Math.floor(this.#duration / 3));
    turn.setTimer('expire', Math.max(0, lease.deadline - turn.now));
  }

  #end(turn: LeaseTurn, result: LeaseResult): void {
    turn.state.errand = null;
    turn.state.watch = null;
    turn.finish(result);
  }

  get #key(): string {
    return this.#options.key ?? 'lease';
  }
}
