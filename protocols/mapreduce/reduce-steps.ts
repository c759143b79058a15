import { Dictionary } from '../../sim/core/index.ts';
import type { Choose, NodeId } from '../../sim/core/index.ts';
import type { Pair } from './application.ts';
import type { Conversation } from './conversation.ts';
import { ignore } from './ignore.ts';
import { intermediateFile, outputFile } from './job.ts';
import { decode } from './publish.ts';
import type { Means } from './worker-rules.ts';
import { timeFor } from './worker-state.ts';
import type { OpenFetch, ReduceWork, WorkerTurn } from './worker-state.ts';
import { coordinatorNode } from './words.ts';
import type { Failure, Fetch, Fetched, FileReply, Located, Location } from './words.ts';

/** So many files are read with one request. */
const filesPerRead = 20;

/** A reduce task: gather what map tasks have made for it, sort, run the user's function, publish the output (3.1). */
export class ReduceSteps {
  readonly #means: Means;
  readonly #files: Conversation;

  constructor(means: Means, files: Conversation) {
    this.#means = means;
    this.#files = files;
  }

  begin(turn: WorkerTurn, assignment: ReduceWork['assignment']): void {
    turn.state.reduce = {
      assignment,
      request: null,
      boot: null,
      stage: { kind: 'gathering' },
      pairs: Dictionary.empty<number, readonly Pair[]>(),
      located: Dictionary.empty<number, Location>(),
      todo: [],
      epoch: 0,
      since: 1,
      isComplete: false,
      fetch: null,
      fetches: 0,
      counts: {},
      bytes: 0,
    };
    if (this.#means.options.job.storage === 'local') this.#locate(turn, turn.state.reduce);
    else this.#readNext(turn, turn.state.reduce);
  }

  handleTimeout(turn: WorkerTurn, timer: 'reduceFile' | 'gather' | 'shuffled' | 'reduced', choose: Choose): void {
    const work = turn.state.reduce;
    if (work === null) return ignore('it was given up');
    if (timer === 'reduceFile') return this.#askAgain(turn, work);
    if (timer === 'reduced') return this.#finish(turn, work);
    if (work.stage.kind !== 'gathering') return ignore('it has everything');
    if (timer === 'shuffled') return this.#gatherOn(turn, work, choose);
    if (work.fetch === null) return this.#locate(turn, work);
    this.#fetchAgain(turn, work, work.fetch);
  }

  #askAgain(turn: WorkerTurn, { request }: ReduceWork): void {
    if (request === null) return ignore('it was answered');
    this.#files.send(turn, request);
  }

  handleReply(turn: WorkerTurn, reply: FileReply, choose: Choose): void {
    const work = turn.state.reduce;
    if (work === null || !this.#files.isAnswered(work.request, reply)) return ignore('it answers an earlier request, or another task');
    this.#files.silence(turn);
    if (work.stage.kind === 'gathering') return this.#handleRead(turn, { ...work, request: null, boot: reply.boot }, reply, choose);
    if (work.stage.kind !== 'writing') return ignore('it waits for nothing else');
    const next = this.#files.goOn(turn, work.stage, work.boot, work.assignment.attempt, reply);
    if (next === null) this.#complete(turn, work);
    else turn.state.reduce = { ...work, ...next };
  }

  // ---- Shared storage: files of all map tasks -------------------------------------------------------------------------------

  #unread({ assignment: { maps }, pairs }: ReduceWork): readonly number[] {
    return maps.filter((map) => !pairs.has(map)).slice(0, filesPerRead);
  }

  #readNext(turn: WorkerTurn, work: ReduceWork): void {
    const { task } = work.assignment;
    const operations = this.#unread(work).map((map) => ({ kind: 'read', name: intermediateFile(map, task) }) as const);
    turn.state.reduce = { ...work, request: this.#files.ask(turn, null, operations) };
  }

  #handleRead(turn: WorkerTurn, work: ReduceWork, { outcome }: FileReply, choose: Choose): void {
    const asked = this.#unread(work);
    if (outcome.kind === 'restarted') return this.#readNext(turn, work);
    if (outcome.kind === 'missing') return this.#handleMissing(turn, work, asked, outcome.name);
    let { pairs } = work;
    for (const [i, map] of asked.entries()) pairs = pairs.set(map, decode(outcome.contents[i] ?? ''));
    const bytes = outcome.contents.reduce((sum, text) => sum + this.#means.costs.volume(text), 0);
    this.#keepReading(turn, { ...work, pairs }, bytes, choose);
  }

  #keepReading(turn: WorkerTurn, work: ReduceWork, bytes: number, choose: Choose): void {
    turn.emit({ kind: 'moved', what: 'shuffle', bytes, lasts: 0 });
    if (this.#unread(work).length > 0) return this.#readNext(turn, work);
    this.#compute(turn, work, choose);
  }

  #handleMissing(turn: WorkerTurn, work: ReduceWork, asked: readonly number[], name: string): void {
    const map = asked.find((map) => intermediateFile(map, work.assignment.task) === name) ?? 0;
    if (this.#means.rules.afterMissing() === 'report') return this.#fail(turn, work, { kind: 'input', map });
    this.#readNext(turn, { ...work, pairs: work.pairs.set(map, []) });
  }

  // ---- Local storage: from worker to worker ---------------------------------------------------------------------------------

  #locate(turn: WorkerTurn, work: ReduceWork): void {
    const { task, attempt } = work.assignment;
    turn.send(coordinatorNode, { kind: 'locate', task, attempt, epoch: work.epoch, since: work.since });
    turn.setTimer('gather', this.#means.retry);
    turn.state.reduce = work;
  }

  handleLocated(turn: WorkerTurn, { attempt, epoch, since, locations, next: place, isComplete, isOver }: Located, choose: Choose): void {
    const work = turn.state.reduce;
    if (work?.assignment.attempt !== attempt || work.stage.kind !== 'gathering') return ignore('it is for a task that is over, or has everything');
    if (isOver) return this.#giveUp(turn);
    // A list that has begun anew is told from its beginning: places may be left out, never told twice.
    if (epoch === work.epoch && since < work.since) return ignore('a late copy: what it tells is known');
    let { located } = work;
    for (const location of locations) located = located.set(location.map, location);
    const underWay = new Set(work.fetch?.maps.map((location) => location.attempt));
    const wanted = [...located.values()].filter((location) => !work.pairs.has(location.map) && !underWay.has(location.attempt));
    const next = { ...work, located, todo: byWorker(wanted), epoch, since: place, isComplete };
    turn.state.reduce = next;
    if (work.fetch === null) this.#gatherOn(turn, next, choose);
  }

  /** Another attempt was faster. */
  #giveUp(turn: WorkerTurn): void {
    turn.state.reduce = null;
    turn.cancelTimer('gather');
    turn.cancelTimer('shuffled');
  }

  #gatherOn(turn: WorkerTurn, work: ReduceWork, choose: Choose): void {
    const { rules, options, retry } = this.#means;
    // Not all begin with the same machine.
    const next = work.todo.length === 0 ? undefined : work.todo[choose(work.todo.length)];
    const [first] = next ?? [];
    if (next !== undefined && first !== undefined) return this.#fetch(turn, { ...work, todo: work.todo.filter((other) => other !== next) }, first.worker, next);
    if (rules.hasAll(work)) return this.#compute(turn, work, choose);
    // A map task has to run again; where one slot is all there is, that may be on this very machine.
    if (!work.isComplete && options.slots !== 'both') return this.#fail(turn, work, { kind: 'waiting' });
    turn.state.reduce = work;
    turn.setTimer('gather', options.poll ?? retry);
  }

  #fetch(turn: WorkerTurn, work: ReduceWork, to: NodeId, maps: readonly Location[]): void {
    const number = work.fetches + 1;
    this.#sendFetch(turn, { ...work, fetches: number }, { to, number, maps, tries: 1 });
  }

  #sendFetch(turn: WorkerTurn, work: ReduceWork, fetch: OpenFetch): void {
    const { task, attempt } = work.assignment;
    turn.send(fetch.to, { kind: 'fetch', attempt, number: fetch.number, reduce: task, maps: fetch.maps });
    turn.setTimer('gather', this.#means.retry);
    turn.state.reduce = { ...work, fetch };
  }

  #fetchAgain(turn: WorkerTurn, work: ReduceWork, fetch: OpenFetch): void {
    if (!this.#means.rules.hasGivenUp(fetch.tries)) return this.#sendFetch(turn, work, { ...fetch, tries: fetch.tries + 1 });
    this.#forget(turn, work, fetch.maps);
  }

  /** It says that it could not fetch these, and asks where else they are. If that is lost, it will come to the same end again. */
  #forget(turn: WorkerTurn, work: ReduceWork, locations: readonly Location[]): void {
    turn.send(coordinatorNode, { kind: 'unreachable', locations });
    // From the beginning: what did not have to run again still stands there.
    this.#locate(turn, { ...work, fetch: null, located: Dictionary.empty<number, Location>(), todo: [], since: 1, isComplete: false });
  }

  /** Another worker asks for its part. */
  handleFetch(turn: WorkerTurn, from: NodeId, { attempt, number, reduce, maps }: Fetch): void {
    const { regions } = turn.state;
    const isHere = ({ map, attempt }: Location): boolean => this.#means.rules.isSame(regions.get(map)?.attempt ?? -1, attempt);
    const found = maps.filter(isHere).map(({ map }) => ({ map, pairs: regions.get(map)?.regions[reduce] ?? [] }));
    turn.send(from, { kind: 'fetched', attempt, number, regions: found, missing: maps.filter((location) => !isHere(location)) });
  }

  handleFetched(turn: WorkerTurn, { attempt, number, regions, missing }: Fetched): void {
    const work = turn.state.reduce;
    if (work?.assignment.attempt !== attempt || work.fetch?.number !== number) return ignore('it answers an earlier fetch, or another task');
    const { costs, options } = this.#means;
    let { pairs } = work;
    for (const region of regions) pairs = pairs.set(region.map, region.pairs);
    turn.cancelTimer('gather');
    const next = { ...work, pairs, fetch: null };
    if (missing.length > 0) return this.#forget(turn, next, missing);
    const bytes = volumeOf(costs.volume, regions.flatMap((region) => region.pairs));
    const lasts = (options.slowness ?? 1) * timeFor(bytes, costs.shuffleRate);
    turn.emit({ kind: 'moved', what: 'shuffle', bytes, lasts });
    turn.setTimer('shuffled', lasts);
    turn.state.reduce = next;
  }

  // ---- The user's function ----------------------------------------------------------------------------------------------------

  #compute(turn: WorkerTurn, work: ReduceWork, choose: Choose): void {
    const { rules, options, costs } = this.#means;
    const { task, attempt, skip } = work.assignment;
    const { application, slowness = 1 } = options;
    const maps = [...work.pairs.keys()].sort((a, b) => a - b);
    const pairs = maps.flatMap((map) => work.pairs.get(map) ?? []);
    const reduced = rules.reduce(application, pairs, { worker: turn.state.self, choose, skip });
    const bytes = reduced.kind === 'reduced' ? costs.volume(reduced.output) : 0;
    const writing = timeFor(bytes, costs.outputRate);
    const busy = slowness * (timeFor(volumeOf(costs.volume, pairs), costs.reduceRate) + writing);
    const { min, max } = application.reduceTime?.([...new Set(pairs.map(([key]) => key))]) ?? costs.base;
    const inputs = maps.map((map) => work.located.get(map)?.attempt ?? map);
    turn.emit({ kind: 'computing', of: 'reduce', task, attempt, inputs });
    turn.setTimer('reduced', Math.floor(slowness * min + busy), Math.floor(slowness * max + busy));
    const counts = reduced.kind === 'reduced' ? reduced.counts : {};
    turn.state.reduce = { ...work, fetch: null, stage: { kind: 'computing', reduced }, counts, bytes };
  }

  #finish(turn: WorkerTurn, work: ReduceWork): void {
    if (work.stage.kind !== 'computing') return ignore('it was given up');
    const { costs, options } = this.#means;
    const { task, attempt } = work.assignment;
    const { reduced } = work.stage;
    if (reduced.kind === 'threw') return this.#fail(turn, work, { kind: 'record', record: reduced.record });
    turn.emit({ kind: 'computed', of: 'reduce', task, attempt });
    turn.emit({ kind: 'moved', what: 'output', bytes: work.bytes, lasts: (options.slowness ?? 1) * timeFor(work.bytes, costs.outputRate) });
    turn.state.reduce = { ...work, ...this.#files.publish(turn, work.boot, attempt, [[outputFile(task), reduced.output]]) };
  }

  #complete(turn: WorkerTurn, { assignment: { task, attempt }, counts, bytes }: ReduceWork): void {
    turn.state.reports = [...turn.state.reports, { kind: 'completed', of: 'reduce', task, attempt, counts, bytes }];
    turn.state.reduce = null;
  }

  #fail(turn: WorkerTurn, { assignment: { task, attempt } }: ReduceWork, reason: Failure): void {
    turn.state.reports = [...turn.state.reports, { kind: 'failed', of: 'reduce', task, attempt, reason }];
    turn.state.reduce = null;
    turn.cancelTimer('gather');
  }
}

/** Grouped by the worker that has them, in the order in which these are met. */
function byWorker(locations: readonly Location[]): readonly (readonly Location[])[] {
  const groups = new Map<NodeId, Location[]>();
  for (const location of locations) {
    const group = groups.get(location.worker);
    if (group === undefined) groups.set(location.worker, [location]);
    else group.push(location);
  }
  return [...groups.values()];
}

const volumeOf = (volume: (text: string) => number, pairs: readonly Pair[]): number => pairs.reduce((sum, [key, value]) => sum + volume(key) + volume(value), 0);
