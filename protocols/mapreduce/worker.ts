/**
 * A worker: asks the coordinator for tasks, runs them, and reports. It keeps nothing but the data of map tasks where that is local; what
 * it was doing when it crashed, it has forgotten.
 */
import { Dictionary, Turn, milliseconds, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, NodeId, Protocol, Step, Stored } from '../../sim/core/index.ts';
import { Conversation } from './conversation.ts';
import { ignore } from './ignore.ts';
import type { TaskKind } from './job.ts';
import { MapSteps } from './map-steps.ts';
import { workerMilestones } from './milestones.ts';
import { publishRules } from './publish.ts';
import { ReduceSteps } from './reduce-steps.ts';
import { workerRules } from './worker-rules.ts';
import type { AllWorkerRules } from './worker-rules.ts';
import { freshWorker, swiftCosts } from './worker-state.ts';
import type { Region, WorkerOptions, WorkerState, WorkerTimer, WorkerTurn, WorkerVocabulary } from './worker-state.ts';
import { coordinatorNode } from './words.ts';
import type { Assignment, Call, CallAnswer, MapReduceMessage } from './words.ts';

/** A worker for one job. */
export function worker(options: WorkerOptions): Protocol<WorkerVocabulary> {
  const withRules = (rules: AllWorkerRules): Protocol<WorkerVocabulary> => {
    const steps = new WorkerSteps(rules, options);
    return {
      name: 'worker',
      milestones: workerMilestones,
      rules,
      assemble: withRules,
      start: (self, _nodes, disk) => steps.start(self, disk),
      step: (state, event, choose) => steps.step(state, event, choose),
    };
  };
  return withRules({ ...workerRules, ...publishRules });
}

const defaultRetry = milliseconds(200);
/** Sessions of workers are drawn from so many: two alike would be a rare thing. */
const sessionsDrawn = 2 ** 47;

class WorkerSteps {
  readonly #rules: AllWorkerRules;
  readonly #options: WorkerOptions;
  readonly #retry: number;
  readonly #maps: MapSteps;
  readonly #reduces: ReduceSteps;

  constructor(rules: AllWorkerRules, options: WorkerOptions) {
    const { retry = defaultRetry, costs = {} } = options;
    const means = { rules, options, costs: { ...swiftCosts, ...costs }, retry };
    this.#rules = rules;
    this.#options = options;
    this.#retry = retry;
    this.#maps = new MapSteps(means, new Conversation(rules, 'map', retry));
    this.#reduces = new ReduceSteps(means, new Conversation(rules, 'reduce', retry));
  }

  /** "A start draws nothing": its session is drawn a moment later. */
  start(self: NodeId, disk: readonly Stored<Region>[]): Step<WorkerVocabulary> {
    const kept = disk.flatMap((stored) => (stored.kind === 'record' ? [stored.record] : []));
    const turn: WorkerTurn = new Turn(freshWorker(self, Dictionary.from(kept.map((region): readonly [number, Region] => [region.map, region]))));
    // Nothing behind a torn record could be read again.
    if (kept.length < disk.length) turn.rewrite(kept);
    const { startsAfter = 0 } = this.#options;
    turn.setTimer('begin', startsAfter, startsAfter + milliseconds(1));
    return turn.end();
  }

  step(state: WorkerState, event: Event<WorkerVocabulary>, choose: Choose): Step<WorkerVocabulary> {
    const turn: WorkerTurn = new Turn(state);
    if (state.hasLeft) return turn.end();
    switch (event.kind) {
      case 'message':
        this.#handleMessage(turn, event.from, event.message, choose);
        break;
      case 'timeout':
        this.#handleTimeout(turn, event.timer, choose);
        break;
      case 'stored':
        this.#maps.handleStored(turn, event.tags);
        break;
      case 'storageFailed':
        this.#maps.handleStorageFailed(turn, event.tags);
        break;
      case 'request':
        ignore('it has no user');
        break;
      default:
        unreachable(event);
    }
    this.#callIfDue(turn);
    return turn.end();
  }

  #handleMessage(turn: WorkerTurn, from: NodeId, message: MapReduceMessage, choose: Choose): void {
    switch (message.kind) {
      case 'callAnswer':
        return this.#handleAnswer(turn, message);
      case 'disowned':
        return this.#handleDisowned(turn, message.session, choose);
      case 'ping':
        return this.#handlePing(turn, from);
      case 'fileReply':
        this.#maps.handleReply(turn, message, choose);
        return this.#reduces.handleReply(turn, message, choose);
      case 'fetch':
        return this.#reduces.handleFetch(turn, from, message);
      case 'fetched':
        return this.#reduces.handleFetched(turn, message);
      case 'located':
        return this.#reduces.handleLocated(turn, message, choose);
      default:
        return ignore('not for a worker');
    }
  }

  #handleTimeout(turn: WorkerTurn, timer: WorkerTimer, choose: Choose): void {
    switch (timer) {
      case 'begin':
        turn.state.session = choose(sessionsDrawn);
        return;
      case 'call':
        return this.#callAgain(turn);
      case 'poll':
        turn.state.isPausing = false;
        return;
      case 'mapFile':
        return this.#maps.askAgain(turn);
      case 'mapped':
        return this.#maps.finish(turn);
      case 'reduceFile':
      case 'gather':
      case 'shuffled':
      case 'reduced':
        return this.#reduces.handleTimeout(turn, timer, choose);
      default:
        return unreachable(timer);
    }
  }

  // ---- The coordinator ----------------------------------------------------------------------------------------------------

  /** Reports what is over, and asks for what it is free for; after every event. */
  #callIfDue(turn: WorkerTurn): void {
    const { session, call, reports, isPausing, hasLeft, calls } = turn.state;
    if (session === null || call !== null || hasLeft) return;
    const wants = this.#wants(turn.state);
    if (reports.length === 0 && (isPausing || wants.length === 0)) return;
    const most = this.#options.slots === 'both' ? wants.length : Math.min(1, wants.length);
    turn.state.calls = calls + 1;
    turn.state.reports = [];
    this.#send(turn, { kind: 'call', session, number: calls + 1, reports, wants, most });
  }

  /** Nothing, where a single slot is taken. */
  #wants({ map, reduce }: WorkerState): readonly TaskKind[] {
    const free: readonly TaskKind[] = [...(map === null ? (['map'] as const) : []), ...(reduce === null ? (['reduce'] as const) : [])];
    return this.#options.slots === 'both' || free.length === 2 ? free : [];
  }

  #send(turn: WorkerTurn, call: Call): void {
    turn.state.call = call;
    turn.send(coordinatorNode, call);
    turn.setTimer('call', this.#retry);
  }

  #callAgain(turn: WorkerTurn): void {
    const { call } = turn.state;
    if (call === null) return ignore('it was answered');
    if (this.#rules.afterSilence() === 'leave') return leave(turn);
    this.#send(turn, call);
  }

  #handleAnswer(turn: WorkerTurn, { session, number, tasks, isOver }: CallAnswer): void {
    const { call } = turn.state;
    if (call?.session !== session || call.number !== number) return ignore('it answers an earlier call');
    turn.state.call = null;
    turn.cancelTimer('call');
    if (isOver) return leave(turn);
    for (const assignment of tasks) this.#begin(turn, assignment);
    const pause = tasks.length < call.most ? this.#rules.pause(this.#options.poll ?? milliseconds(500)) : 0;
    if (pause === 0) return;
    turn.state.isPausing = true;
    turn.setTimer('poll', pause);
  }

  #handleDisowned(turn: WorkerTurn, session: number, choose: Choose): void {
    const { call } = turn.state;
    if (session !== turn.state.session) return ignore('it was meant for an earlier life');
    const renewed = choose(sessionsDrawn);
    turn.state.session = renewed;
    if (call !== null) this.#send(turn, { ...call, session: renewed });
  }

  #begin(turn: WorkerTurn, assignment: Assignment): void {
    if (assignment.kind === 'map') this.#maps.begin(turn, assignment);
    else this.#reduces.begin(turn, assignment);
  }

  #handlePing(turn: WorkerTurn, from: NodeId): void {
    if (turn.state.session === null) return ignore('it has not begun');
    // It promises nothing but that it lives.
    turn.sendEarly(from, { kind: 'pong', session: turn.state.session });
  }
}

const timers: readonly WorkerTimer[] = ['call', 'poll', 'mapFile', 'reduceFile', 'mapped', 'reduced', 'gather', 'shuffled'];

/** The job is done: nobody will ask for its data any more. */
function leave(turn: WorkerTurn): void {
  if (turn.state.regions.size > 0) turn.rewrite([]);
  for (const timer of timers) turn.cancelTimer(timer);
  Object.assign(turn.state, { ...freshWorker(turn.state.self, Dictionary.empty<number, Region>()), session: turn.state.session, hasLeft: true });
}
