/** Worker threads that search the keys of one history, each its own. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { assert } from '../../sim/core/assert.ts';
import type { ModelName } from '../../properties/linearizability/models/index.ts';
import type { Progress, Round } from '../../properties/linearizability/rounds.ts';
import type { Illegal, KeyOrder, Statistics, Undecided } from '../../properties/linearizability/verdict.ts';
import { compiledFolder } from '../library.ts';
import { FirstIllegal, type Part } from './desk.ts';
import type { Reply, ReplyOf, Request, RequestKind } from './messages.ts';

export class Crew {
  readonly #workers: readonly Worker[];
  readonly #first = new FirstIllegal();

  private constructor(workers: number) {
    this.#first.reset();
    this.#workers = Array.from({ length: workers }, () => new Worker(join(compiledFolder, 'hunt', 'check', 'worker.js')));
  }

  /** Shares the keys among so many workers, which make up for the rounds that there have been. */
  static async with(workers: number, model: ModelName, parts: readonly Part[], past: readonly Round[]): Promise<Crew> {
    const crew = new Crew(Math.min(workers, parts.length));
    const first = crew.#first.buffer;
    const shareOf = (worker: number): readonly Part[] => parts.filter((_, place) => place % crew.#workers.length === worker);
    await Promise.all(crew.#workers.map((worker, i) => ask<'begin'>(worker, { kind: 'begin', model, parts: shareOf(i), past, first })));
    return crew;
  }

  /** What came of the keys of a round, in their order, up to the first that was refuted. */
  async advance(round: Round): Promise<readonly Progress[]> {
    const replies = await this.#askAll<'advance'>({ kind: 'advance', round });
    const told = replies.flatMap((reply) => reply.told).sort((a, b) => a.part - b.part);
    const last = told.findIndex(({ progress }) => progress.outcome === 'illegal');
    return (last < 0 ? told : told.slice(0, last + 1)).map(({ progress }) => progress);
  }

  async illegal(part: number, statistics: Statistics): Promise<Illegal<unknown>> {
    const replies = await this.#askAll<'illegal'>({ kind: 'illegal', part, statistics });
    const [verdict = null] = replies.flatMap((reply) => reply.verdict ?? []);
    assert(verdict !== null, 'some worker has the key that was refuted');
    return verdict;
  }

  async orders(): Promise<ReadonlyMap<number, KeyOrder<unknown>>> {
    const replies = await this.#askAll<'orders'>({ kind: 'orders' });
    return new Map(replies.flatMap(({ orders }) => orders));
  }

  async undecided(): Promise<readonly Undecided[]> {
    const replies = await this.#askAll<'undecided'>({ kind: 'undecided' });
    return replies.flatMap((reply) => reply.undecided).sort(([a], [b]) => a - b).map(([, undecided]) => undecided);
  }

  #askAll<Kind extends RequestKind>(request: Extract<Request, { readonly kind: Kind }>): Promise<readonly ReplyOf<Kind>[]> {
    return Promise.all(this.#workers.map((worker) => ask<Kind>(worker, request)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** The answer; or why the worker died. */
function ask<Kind extends RequestKind>(worker: Worker, request: Extract<Request, { readonly kind: Kind }>): Promise<ReplyOf<Kind>> {
  const isOurs = (reply: Reply): reply is ReplyOf<Kind> => reply.kind === request.kind;
  return new Promise((resolve, reject) => {
    const hear = (reply: Reply): void => end(() => (isOurs(reply) ? resolve(reply) : reject(new TypeError(`a worker answered ${request.kind} with ${reply.kind}`))));
    const fail = (error: Error): void => end(() => reject(error));
    const leave = (code: number): void => end(() => reject(new Error(`a worker thread ended itself (${code})`)));
    const end = (act: () => void): void => {
      worker.off('message', hear).off('error', fail).off('exit', leave);
      act();
    };
    worker.on('message', hear).on('error', fail).on('exit', leave);
    worker.postMessage(request);
  });
}
