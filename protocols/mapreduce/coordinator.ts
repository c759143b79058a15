/**
 * The coordinator of a job (the paper's master): hands tasks to workers that call, hands them out again when a worker is lost, and knows
 * when the job is done. It asks for nothing: a worker that is silent is dead after a while.
 */
import { Log, Turn, milliseconds, unreachable } from '../../sim/core/index.ts';
import type { Event, NodeId, Protocol, Step } from '../../sim/core/index.ts';
import { completedOf, idleOf, isDone, settingsOf } from './coordinator-state.ts';
import type { Attempt, Completion, CoordinatorOptions, CoordinatorRecord, CoordinatorState, CoordinatorTurn, CoordinatorVocabulary, Settings, WorkerEntry } from './coordinator-state.ts';
import { coordinatorRules, distance, isAbandoned } from './hand-out.ts';
import type { CoordinatorRules } from './hand-out.ts';
import { ignore } from './ignore.ts';
import type { TaskKind } from './job.ts';
import { journalRules, locationOf, recoveredState, snapshotOf, withCompletion, withoutMap } from './journal.ts';
import type { JournalRules } from './journal.ts';
import { coordinatorMilestones } from './milestones.ts';
import { statusOf } from './status.ts';
import type { Tally } from './tally.ts';
import type { Assignment, Call, CallAnswer, Location, Locate, MapReduceMessage, Report } from './words.ts';

/** All rules of the coordinator that a mutant may replace. */
export interface AllCoordinatorRules extends CoordinatorRules, JournalRules {}

/** A coordinator of one job. */
export function coordinator(options: CoordinatorOptions): Protocol<CoordinatorVocabulary> {
  const settings = settingsOf(options);
  const withRules = (rules: AllCoordinatorRules): Protocol<CoordinatorVocabulary> => {
    const steps = new CoordinatorSteps(rules, settings);
    return {
      name: 'coordinator',
      milestones: coordinatorMilestones,
      rules,
      assemble: withRules,
      start: (_self, _nodes, disk) => steps.start(disk),
      step: (state, event) => steps.step(state, event),
    };
  };
  return withRules({ ...coordinatorRules, ...journalRules });
}

/** So many lives of a worker before the present one are remembered: late copies of their calls are told apart. */
const formerSessionsKept = 4;

type Disk = Parameters<Protocol<CoordinatorVocabulary>['start']>[2];

class CoordinatorSteps {
  readonly #rules: AllCoordinatorRules;
  readonly #settings: Settings;

  constructor(rules: AllCoordinatorRules, settings: Settings) {
    this.#rules = rules;
    this.#settings = settings;
  }

  start(disk: Disk): Step<CoordinatorVocabulary> {
    const turn: CoordinatorTurn = new Turn(recoveredState(disk, this.#settings.job, this.#rules));
    // A torn tail must go before anything is written behind it.
    if (disk.some(({ kind }) => kind !== 'record')) this.#rewrite(turn);
    else this.#write(turn, { kind: 'life', epoch: turn.state.epoch });
    if (!isDone(turn.state, this.#settings.job)) turn.setTimer('tick', this.#settings.tick);
    return turn.end();
  }

  step(state: CoordinatorState, event: Event<CoordinatorVocabulary>): Step<CoordinatorVocabulary> {
    const turn: CoordinatorTurn = new Turn(state);
    switch (event.kind) {
      case 'message':
        this.#handleMessage(turn, event.from, event.message);
        break;
      case 'timeout':
        if (event.timer === 'rewrite') this.#resume(turn);
        else this.#handleTick(turn);
        break;
      case 'request':
        turn.reply(event.id, statusOf(state, this.#settings.job));
        break;
      case 'storageFailed':
        this.#suspend(turn);
        break;
      case 'stored':
        ignore('its writes carry no tag');
        break;
      default:
        unreachable(event);
    }
    return turn.end();
  }

  #handleMessage(turn: CoordinatorTurn, from: NodeId, message: MapReduceMessage): void {
    if (turn.state.status === 'suspended') return ignore('the journal has failed: nothing could be promised');
    switch (message.kind) {
      case 'call':
        return this.#handleCall(turn, from, message);
      case 'pong':
        return this.#hear(turn, from, message.session);
      case 'locate':
        return this.#handleLocate(turn, from, message);
      case 'unreachable':
        return this.#handleUnreachable(turn, message.locations);
      default:
        return ignore('not for a coordinator');
    }
  }

  // ---- Workers ------------------------------------------------------------------------------------------------------------

  #handleCall(turn: CoordinatorTurn, from: NodeId, call: Call): void {
    const known = turn.state.workers.get(from);
    if (known?.formerSessions.includes(call.session) === true) return this.#handleFormer(turn, from, call.session);
    const isSame = known?.session === call.session;
    if (isSame && call.number < known.answer.number) return ignore('a late copy of a call whose answer was seen');
    this.#hear(turn, from, call.session);
    if (isSame && this.#rules.isRepeated(known, call.number)) return turn.send(from, known.answer);
    if (!isSame) this.#welcome(turn, from, call, known);
    for (const report of call.reports) this.#receive(turn, from, report);
    this.#giveUp(turn, turn.state.running.filter((attempt) => this.#rules.isForgotten(attempt, from, call.wants)));
    const isOver = this.#rules.isOver(turn.state, this.#settings);
    const tasks = isOver ? [] : this.#assignAll(turn, from, call);
    const answer: CallAnswer = { kind: 'callAnswer', session: call.session, number: call.number, tasks, isOver };
    const entry = turn.state.workers.get(from);
    if (entry !== undefined) turn.state.workers = turn.state.workers.set(from, { ...entry, answer });
    turn.send(from, answer);
  }

  /** It promises nothing but that whoever asks is not known. */
  #handleFormer(turn: CoordinatorTurn, from: NodeId, session: number): void {
    if (this.#rules.onFormerSession() === 'disown') turn.sendEarly(from, { kind: 'disowned', session });
  }

  /** A new life of a worker: what the last one was doing is forgotten. */
  #welcome(turn: CoordinatorTurn, from: NodeId, { session, number }: Call, known: WorkerEntry | undefined): void {
    const former = known === undefined ? [] : [known.session, ...known.formerSessions].slice(0, formerSessionsKept);
    const answer: CallAnswer = { kind: 'callAnswer', session, number, tasks: [], isOver: false };
    turn.state.workers = turn.state.workers.set(from, { session, formerSessions: former, heardAt: turn.state.tick, isDead: false, answer });
    const { state } = turn;
    this.#giveUp(turn, state.running.filter((attempt) => attempt.worker === from && this.#rules.isLost(state, attempt, this.#settings)));
  }

  /** A sign of life. */
  #hear(turn: CoordinatorTurn, from: NodeId, session: number): void {
    const entry = turn.state.workers.get(from);
    if (entry?.session !== session) return ignore('it has not called yet');
    if (entry.heardAt === turn.state.tick && !entry.isDead) return;
    turn.state.workers = turn.state.workers.set(from, { ...entry, heardAt: turn.state.tick, isDead: false });
  }

  #receive(turn: CoordinatorTurn, from: NodeId, report: Report): void {
    const { of, task, attempt } = report;
    if (report.kind === 'completed') return this.#complete(turn, from, report);
    const { reason } = report;
    const { running } = turn.state;
    if (reason.kind === 'record') this.#countGasp(turn, of, task, reason.record);
    if (reason.kind === 'input') this.#undo(turn, reason.map);
    this.#giveUp(turn, running.filter(({ number }) => number === attempt));
  }

  #complete(turn: CoordinatorTurn, worker: NodeId, report: Extract<Report, { kind: 'completed' }>): void {
    const { of: kind, task, attempt, counts, bytes } = report;
    this.#tally(turn, kind === 'map' ? 'mapReports' : 'reduceReports');
    if (!this.#rules.isNews(turn.state, report)) return ignore('the task was completed before');
    const completion: Completion = { kind, task, attempt, worker, counts, bytes };
    Object.assign(turn.state, withCompletion(turn.state, completion));
    if (kind === 'map') {
      turn.state.idleMaps = turn.state.idleMaps.filter((idle) => idle !== task);
      turn.state.locations = withLocation(turn.state, locationOf(completion), this.#settings.job.splits.length);
    } else {
      turn.state.idleReduces = turn.state.idleReduces.filter((idle) => idle !== task);
    }
    turn.state.running = turn.state.running.filter((other) => !this.#rules.isEnded(other, report));
    const record = this.#rules.recordOf(completion);
    if (record !== null) this.#write(turn, record);
  }

  /** A last gasp (4.4): here it comes with a report, not as a packet of its own. */
  #countGasp(turn: CoordinatorTurn, kind: TaskKind, task: number, record: number): void {
    const key = gaspKey(kind, task, record);
    turn.state.gasps = turn.state.gasps.set(key, (turn.state.gasps.get(key) ?? 0) + 1);
  }

  // ---- Tasks --------------------------------------------------------------------------------------------------------------

  #assignAll(turn: CoordinatorTurn, worker: NodeId, { session, wants, most }: Call): readonly Assignment[] {
    const tasks: Assignment[] = [];
    for (const kind of wants) {
      const task = tasks.length < most ? this.#assign(turn, worker, session, kind) : null;
      if (task !== null) tasks.push(task);
    }
    return tasks;
  }

  #assign(turn: CoordinatorTurn, worker: NodeId, session: number, kind: TaskKind): Assignment | null {
    const { state } = turn;
    if (kind === 'reduce' && !this.#rules.mayReduce(state, this.#settings, this.#rules.mapsAreDone(state, this.#settings))) return null;
    const task = this.#rules.choose(idleOf(state, kind), kind, worker, this.#settings);
    if (task !== undefined) return this.#begin(turn, kind, task, worker, session, false);
    // "When a MapReduce operation is close to completion, the master schedules backup executions of the remaining in-progress tasks" (3.6).
    const straggler = this.#rules.chooseStraggler(state, kind, worker, this.#settings);
    return straggler === undefined ? null : this.#begin(turn, kind, straggler.task, worker, session, true);
  }

  #begin(turn: CoordinatorTurn, kind: TaskKind, task: number, worker: NodeId, session: number, isBackup: boolean): Assignment {
    const { state } = turn;
    const { job, rackSize } = this.#settings;
    const number = state.nextAttempt;
    state.nextAttempt = number + 1;
    if (kind === 'map') state.idleMaps = state.idleMaps.filter((idle) => idle !== task);
    else state.idleReduces = state.idleReduces.filter((idle) => idle !== task);
    state.running = [...state.running, { number, kind, task, worker, session, since: state.tick, isBackup }];
    this.#tally(turn, 'attempts');
    if (isBackup) this.#tally(turn, 'backups');
    const skip = this.#skipped(turn, kind, task);
    if (kind === 'reduce') return { kind, task, attempt: number, maps: job.storage === 'shared' ? inOrder(state.maps.keys()) : [], skip };
    const split = job.splits[task];
    if (distance(split, worker, rackSize) < 2) this.#tally(turn, 'local');
    return { kind, task, attempt: number, file: split?.file ?? '', skip };
  }

  #skipped({ state }: CoordinatorTurn, kind: TaskKind, task: number): readonly number[] {
    if (state.gasps.size === 0) return [];
    const prefix = gaspKey(kind, task, '');
    const skipped = [...state.gasps].flatMap(([key, failures]) => (key.startsWith(prefix) && this.#rules.isSkipped(failures) ? [Number(key.slice(prefix.length))] : []));
    return inOrder(skipped);
  }

  /** These attempts count for nothing any more; tasks that nobody else works on are idle again. */
  #giveUp(turn: CoordinatorTurn, attempts: readonly Attempt[]): void {
    if (attempts.length === 0) return;
    const { state } = turn;
    state.running = state.running.filter((attempt) => !attempts.includes(attempt));
    state.tally = { ...state.tally, lost: state.tally.lost + attempts.length };
    for (const { kind, task } of attempts) this.#makeIdle(turn, kind, task);
  }

  #makeIdle({ state }: CoordinatorTurn, kind: TaskKind, task: number): void {
    if (!isAbandoned(state, kind, task)) return;
    if (kind === 'map') state.idleMaps = [...state.idleMaps, task];
    else state.idleReduces = [...state.idleReduces, task];
  }

  /** "Completed map tasks are re-executed on a failure because their output is stored on the local disk of the failed machine" (3.3). */
  #undo(turn: CoordinatorTurn, map: number): void {
    const { state } = turn;
    if (!state.maps.has(map) || isDone(state, this.#settings.job)) return ignore('it is not needed');
    Object.assign(state, withoutMap(state, map));
    this.#tally(turn, 'undone');
    this.#write(turn, { kind: 'undone', map });
    this.#makeIdle(turn, 'map', map);
  }

  // ---- Where map tasks have left their data -------------------------------------------------------------------------------

  #handleLocate(turn: CoordinatorTurn, from: NodeId, { task, attempt, epoch, since }: Locate): void {
    const { state } = turn;
    const { locations } = state;
    const asked = epoch === state.epoch ? Math.min(since, locations.lastIndex + 1) : locations.firstIndex;
    const first = Math.max(asked, locations.firstIndex);
    turn.send(from, {
      kind: 'located',
      attempt,
      epoch: state.epoch,
      since: first,
      locations: locations.slice(first).filter((location) => this.#rules.isGood(state, location)),
      next: locations.lastIndex + 1,
      isComplete: this.#rules.mapsAreDone(state, this.#settings),
      isOver: completedOf(state, 'reduce').has(task),
    });
  }

  #handleUnreachable(turn: CoordinatorTurn, locations: readonly Location[]): void {
    for (const { map, attempt } of locations) if (this.#rules.mustRunAgain(turn.state, map, attempt)) this.#undo(turn, map);
  }

  // ---- Time ---------------------------------------------------------------------------------------------------------------

  #handleTick(turn: CoordinatorTurn): void {
    turn.state.tick++;
    if (isDone(turn.state, this.#settings.job)) return ignore('there is nothing left to watch over');
    this.#buryTheDead(turn);
    const { state } = turn;
    this.#giveUp(turn, state.running.filter((attempt) => this.#rules.isLost(state, attempt, this.#settings)));
    const { pingTicks, tick } = this.#settings;
    // "The master pings every worker periodically" (3.3). A ping promises nothing.
    if (pingTicks !== null && state.tick % pingTicks === 0) for (const worker of state.workers.keys()) turn.sendEarly(worker, { kind: 'ping' });
    turn.setTimer('tick', tick);
  }

  #buryTheDead(turn: CoordinatorTurn): void {
    const { state } = turn;
    const dead = [...state.workers].filter(([, entry]) => !entry.isDead && this.#rules.isDead(entry, state.tick, this.#settings));
    if (dead.length === 0) return;
    for (const [worker, entry] of dead) state.workers = state.workers.set(worker, { ...entry, isDead: true });
    const nodes = dead.map(([worker]) => worker);
    for (const completion of state.maps.values()) if (this.#rules.isUndone(completion, nodes, this.#settings)) this.#undo(turn, completion.task);
  }

  // ---- Journal ------------------------------------------------------------------------------------------------------------

  #write(turn: CoordinatorTurn, record: CoordinatorRecord): void {
    if (this.#rules.isFull(turn.state.records, this.#settings.compactAbove)) return this.#rewrite(turn);
    turn.write(record);
    turn.state.records++;
  }

  #rewrite(turn: CoordinatorTurn): void {
    turn.rewrite([snapshotOf(turn.state)]);
    turn.state.records = 1;
  }

  /** Completions are known that are on no disk, and nothing would withhold an answer that shows them: silence until they are. */
  #suspend(turn: CoordinatorTurn): void {
    turn.state.status = 'suspended';
    turn.setTimer('rewrite', milliseconds(100));
  }

  #resume(turn: CoordinatorTurn): void {
    if (turn.state.status === 'serving') return ignore('nothing has failed since');
    if (this.#rules.afterFailedJournal() === 'write anew') this.#rewrite(turn);
    turn.state.status = 'serving';
  }

  #tally(turn: CoordinatorTurn, what: keyof Tally): void {
    turn.state.tally = { ...turn.state.tally, [what]: turn.state.tally[what] + 1 };
  }
}

/** Told to reduce tasks. Map tasks that ran again and again must not make the list grow: then it begins anew, behind its end. */
function withLocation({ locations, maps }: CoordinatorState, location: Location, mapCount: number): Log<Location> {
  if (locations.length <= 4 * mapCount) return locations.append(location);
  return Log.from([...maps.values()].map(locationOf), locations.lastIndex + 1);
}

const inOrder = (tasks: Iterable<number>): readonly number[] => [...tasks].sort((a, b) => a - b);

const gaspKey = (kind: TaskKind, task: number, record: number | ''): string => `${kind}:${task}:${record}`;
