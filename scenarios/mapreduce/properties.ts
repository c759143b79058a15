/** What must be true of a MapReduce job. */
import type { Milestone, NodeId } from '../../sim/core/protocol.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import { seconds } from '../../sim/core/time.ts';
import { afterwards, always, eventually, sometimes, tracked, type Judgement, type Property } from '../../properties/property.ts';
import { contentsOf, coordinatorMilestones, coordinatorNode, fileServerMilestones, fileServerNode, isDone, outputFile, statusOf, workerMilestones } from '../../protocols/mapreduce/index.ts';
import type {
  Attempt,
  CoordinatorState,
  CoordinatorVocabulary,
  FileServerState,
  FileServerVocabulary,
  Job,
  Report,
  SequentialRun,
  TaskKind,
  WorkerState,
  WorkerVocabulary,
} from '../../protocols/mapreduce/index.ts';

const as: { coordinator(state: object): CoordinatorState; files(state: object): FileServerState; worker(state: object): WorkerState } = {
  coordinator: (state: CoordinatorState) => state,
  files: (state: FileServerState) => state,
  worker: (state: WorkerState) => state,
};

type StateOf = (node: NodeId) => object | null;

const coordinatorOf = (stateOf: StateOf): CoordinatorState | null => {
  const state = stateOf(coordinatorNode);
  return state === null ? null : as.coordinator(state);
};

/** The contents of the output files; null: the file server is down, or there is no such file. */
export function outputsOf(stateOf: StateOf, { reduces }: Job): readonly (string | null)[] {
  const state = stateOf(fileServerNode);
  return Array.from({ length: reduces }, (_, reduce) => (state === null ? null : contentsOf(as.files(state).files, outputFile(reduce))));
}

const isFileStep = (step: Observed<FileServerVocabulary>): boolean => step.node === fileServerNode && (step.before === null || step.before.files !== step.after.files);

export const outputWholeName = 'an output file is what a sequential run writes, from the moment that it appears';

/** An output file is what a sequential run writes, whenever there is one: it appears whole (3.3). */
export const outputWhole = (job: Job, { outputs }: SequentialRun): Property =>
  tracked<FileServerVocabulary>(outputWholeName, () => (step) => {
    if (!isFileStep(step)) return true;
    return firstWrong(job, (reduce) => {
      const text = contentsOf(step.after.files, outputFile(reduce));
      return text === null || text === outputs[reduce] ? null : differing(reduce, text, outputs[reduce] ?? '');
    });
  });

function differing(reduce: number, got: string, expected: string): string {
  const [lines, wanted] = [got.split('\n'), expected.split('\n')];
  const line = wanted.findIndex((text, i) => text !== lines[i]);
  const at = line < 0 ? wanted.length : line;
  return `${outputFile(reduce)}, line ${at + 1}: expected ${JSON.stringify(wanted[at] ?? 'its end')}, got ${JSON.stringify(lines[at] ?? 'its end')}`;
}

function firstWrong({ reduces }: Job, wrong: (reduce: number) => string | null): Judgement {
  for (let reduce = 0; reduce < reduces; reduce++) {
    const found = wrong(reduce);
    if (found !== null) return found;
  }
  return true;
}

/** Once the coordinator knows that the job is done, all output is in the file system, whatever fails afterwards. */
export const outputStays = (job: Job): Property =>
  tracked<FileServerVocabulary>('the output is there when the job is done, and stays', () => {
    let wasDone = false;
    return (step, view) => {
      if (!wasDone) {
        const state = step.node === coordinatorNode ? coordinatorOf(() => step.after) : null;
        wasDone = state !== null && isDone(state, job);
        if (!wasDone) return true;
      } else if (!isFileStep(step)) return true;
      const files = step.node === fileServerNode ? step.after : view.stateOf(fileServerNode);
      if (files === null) return true;
      return firstWrong(job, (reduce) => (contentsOf(as.files(files).files, outputFile(reduce)) === null ? `${outputFile(reduce)} is missing` : null));
    };
  });

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Each task is idle, in progress or completed (3.2). */
export const noTaskLost = (job: Job): Property =>
  tracked<CoordinatorVocabulary>('each task is idle, in progress or completed, and only one of these', () => (step) => {
    if (step.node !== coordinatorNode) return true;
    const { before, after } = step;
    if (before !== null && before.running === after.running && before.maps === after.maps && before.reduces === after.reduces && before.idleMaps === after.idleMaps && before.idleReduces === after.idleReduces) return true;
    return wronglyKept(after, 'map', job.splits.length) ?? wronglyKept(after, 'reduce', job.reduces) ?? true;
  });

function wronglyKept(state: CoordinatorState, kind: TaskKind, count: number): string | null {
  const idle = kind === 'map' ? state.idleMaps : state.idleReduces;
  const completed = kind === 'map' ? state.maps : state.reduces;
  const running = new Set(state.running.filter((attempt) => attempt.kind === kind).map(({ task }) => task));
  const lost = range(count).find((task) => [idle.includes(task), running.has(task), completed.has(task)].filter(Boolean).length !== 1);
  return lost === undefined ? null : `${kind} ${lost}: idle ${idle.includes(lost)}, in progress ${running.has(lost)}, completed ${completed.has(lost)}`;
}

/** What is kept for a task that was handed out. */
type Issued = Attempt & { readonly time: number };

/**
 * A task runs again only for a reason: its time is over, its worker has started anew or was buried, it has failed, its data was lost, or the coordinator
 * itself has started again; or it is a backup, late enough (3.6).
 */
export const noNeedlessExecution = (after: number = seconds(10)): Property =>
  tracked<CoordinatorVocabulary>('no task runs again without a reason', () => {
    const issued = new Map<string, Issued>();
    const excused = new Set<number>();
    const calls = new Map<string, number>();
    return (step) => {
      if (step.node !== coordinatorNode) return true;
      if (step.before === null) {
        // What it had handed out, and which calls it had heard, is forgotten with it: a copy of an old one is new.
        issued.clear();
        calls.clear();
        return true;
      }
      excuse(step, excused);
      if (isNewCall(step, calls)) for (const attempt of step.before.running) if (attempt.worker === step.event.from && step.event.message.wants.includes(attempt.kind)) excused.add(attempt.number);
      for (const map of undoneIn(step.before, step.after)) {
        if (!hasCause(step, map)) return `map ${map} is undone, and nobody has lost what it had made`;
        issued.delete(`map ${map}`);
      }
      for (const attempt of begun(step.before, step.after)) {
        const wrong = needless(step.after, attempt, issued.get(`${attempt.kind} ${attempt.task}`), excused, step.time, after);
        if (wrong !== null) return wrong;
        issued.set(`${attempt.kind} ${attempt.task}`, { ...attempt, time: step.time });
      }
      return true;
    };
  });

const undoneIn = (before: CoordinatorState, after: CoordinatorState): readonly number[] => (before.maps === after.maps ? [] : [...before.maps.keys()].filter((map) => !after.maps.has(map)));

/** Why a completed map task has to run again: its worker is dead, or somebody could not get what this very attempt had made. */
function hasCause({ event, before }: Observed<CoordinatorVocabulary>, map: number): boolean {
  if (event.kind !== 'message') return event.kind === 'timeout';
  const attempt = before?.maps.get(map)?.attempt;
  if (event.message.kind === 'unreachable') return event.message.locations.some((location) => location.map === map && location.attempt === attempt);
  return event.message.kind === 'call' && event.message.reports.some((report) => report.kind === 'failed' && report.reason.kind === 'input' && report.reason.map === map);
}

const begun = (before: CoordinatorState, after: CoordinatorState): readonly Attempt[] =>
  after.nextAttempt === before.nextAttempt ? [] : after.running.filter(({ number }) => number >= before.nextAttempt);

type CallStep = Observed<CoordinatorVocabulary> & { readonly event: { readonly from: NodeId; readonly message: { readonly wants: readonly TaskKind[] } } };

/** A worker that asks, not for the second time with the same call, has nothing of that kind in hand. */
function isNewCall(step: Observed<CoordinatorVocabulary>, calls: Map<string, number>): step is CallStep {
  const { event } = step;
  if (event.kind !== 'message' || event.message.kind !== 'call') return false;
  const { session, number } = event.message;
  const life = `${event.from}:${session}`;
  const isNew = number > (calls.get(life) ?? 0);
  if (isNew) calls.set(life, number);
  return isNew;
}

/** Attempts of which the coordinator is told that they have failed, and those of workers that it takes for dead, though they may be heard of later. */
function excuse({ event, before, after }: Observed<CoordinatorVocabulary>, excused: Set<number>): void {
  if (event.kind === 'timeout') for (const { number, worker } of before?.running ?? []) if (after.workers.get(worker)?.isDead === true) excused.add(number);
  if (event.kind !== 'message' || event.message.kind !== 'call') return;
  for (const report of event.message.reports) if (report.kind === 'failed') excused.add(report.attempt);
}

function needless(state: CoordinatorState, attempt: Attempt, last: Issued | undefined, excused: ReadonlySet<number>, time: number, after: number): string | null {
  const completed = attempt.kind === 'map' ? state.maps : state.reduces;
  const name = `${attempt.kind} ${attempt.task}`;
  if (completed.has(attempt.task)) return `${name} is completed, and handed out again`;
  if (last === undefined || excused.has(last.number)) return null;
  const entry = state.workers.get(last.worker);
  if (entry === undefined || entry.session !== last.session || entry.isDead || time - last.time >= after) return null;
  return `${name} was handed to node ${last.worker} ${time - last.time} us ago, and to node ${attempt.worker} now`;
}

/** A worker is not handed more than it has room for: copies of a call do not count. */
export const noOverload = (slots: number): Property =>
  tracked<CoordinatorVocabulary>('no worker has more tasks in hand than it has room for', () => ({ node, before, after }) => {
    if (node !== coordinatorNode || before === null || before.running === after.running) return true;
    const hands = new Map<string, number>();
    for (const { worker, session } of after.running) hands.set(`${worker}:${session}`, (hands.get(`${worker}:${session}`) ?? 0) + 1);
    const overloaded = [...hands].find(([, tasks]) => tasks > slots);
    return overloaded === undefined || `${overloaded[1]} attempts of one life of node ${overloaded[0].split(':')[0]}`;
  });

/** What a worker was told to be known, the coordinator knows after every restart. */
export const completionsKept: Property = tracked<CoordinatorVocabulary | WorkerVocabulary>('a task that was acknowledged as completed stays so when the coordinator starts again', () => {
  const acknowledged = new Set<string>();
  return ({ node, before, event, after }, view) => {
    if (node !== coordinatorNode) {
      const state = coordinatorOf((other) => view.stateOf(other));
      if (state === null || event.kind !== 'message' || event.message.kind !== 'callAnswer' || before === null || !('call' in before)) return true;
      // What had to run again by the time that the worker hears of it is not promised any more.
      for (const { of, task } of completedIn(before.call, event.message)) if ((of === 'map' ? state.maps : state.reduces).has(task)) acknowledged.add(`${of} ${task}`);
      return true;
    }
    if (!('running' in after)) return true;
    if (before !== null && 'running' in before) {
      for (const map of undoneIn(before, after)) acknowledged.delete(`map ${map}`);
      return true;
    }
    const lost = [...acknowledged].find((task) => !(task.startsWith('map') ? after.maps : after.reduces).has(Number(task.split(' ')[1])));
    return lost === undefined || `${lost} is forgotten`;
  };
});

/** What the call had reported as completed, if this answers it. */
function completedIn(call: WorkerState['call'], { session, number }: { readonly session: number; readonly number: number }): readonly Report[] {
  if (call?.session !== session || call.number !== number) return [];
  return call.reports.filter(({ kind }) => kind === 'completed');
}

/** What the coordinator keeps grows with tasks and workers, not with what happens to them. */
export const boundedMemory = ({ splits, reduces }: Job, workers: number, records: number): Property =>
  always<CoordinatorState | FileServerState>('the coordinator keeps no more than its tasks and workers need', 'server', (state) => {
    if (!('running' in state)) return true;
    if (state.running.length > 2 * workers) return `${state.running.length} attempts of ${workers} workers`;
    if (state.workers.size > workers) return `${state.workers.size} workers of ${workers}`;
    if (state.locations.length > 4 * splits.length + 1) return `${state.locations.length} locations of ${splits.length} map tasks`;
    if (state.maps.size > splits.length || state.reduces.size > reduces) return 'more tasks are completed than there are';
    return state.records <= records || `${state.records} records in the journal`;
  });

/** Counters count each task once, as in a sequential run (4.9). */
export const countersExact = (job: Job, { counts }: SequentialRun): Property =>
  tracked<CoordinatorVocabulary>('the counters of a job that is done are those of a sequential run', () => (step) => {
    if (step.node !== coordinatorNode || !isDone(step.after, job) || (step.before !== null && isDone(step.before, job))) return true;
    const { counters } = statusOf(step.after, job);
    const wrong = Object.keys({ ...counts, ...counters }).find((counter) => counts[counter] !== counters[counter]);
    return wrong === undefined || `${wrong}: ${counters[wrong] ?? 0}, expected ${counts[wrong] ?? 0}`;
  });

/** Nobody leaves before all output is final: the coordinator knows that the job is done, and no worker goes before that. */
export const nobodyLeavesEarly = (job: Job): Property =>
  tracked<WorkerVocabulary>('no worker leaves before the job is done', () => {
    let isOver = false;
    return ({ node, after, role }) => {
      if (node === coordinatorNode) isOver ||= isDone(as.coordinator(after), job);
      return role === 'server' || isOver || !after.hasLeft || `worker ${node} has left`;
    };
  });

/** A worker that finds nothing to do waits before it asks again. */
export const politeWorkers = (poll: number): Property =>
  tracked<WorkerVocabulary>('a worker without a task waits before it asks again', () => {
    const idle = new Map<NodeId, number>();
    return ({ node, role, event, before, after, time }) => {
      if (role !== 'client' || before === null) return true;
      const asksAgain = after.calls > before.calls && (after.call?.reports.length ?? 0) === 0 && after.session === before.session;
      if (isRefusal(event, before.call)) {
        if (asksAgain) return `node ${node} asks again at once`;
        idle.set(node, time);
      }
      const since = idle.get(node);
      if (!asksAgain || since === undefined) return true;
      idle.delete(node);
      // A clock that is fast waits a little less.
      return 10 * (time - since) >= 9 * poll || `node ${node} asks again after ${time - since} us`;
    };
  });

/** The answer to this call: there is no task, and the job is not over. */
function isRefusal(event: Observed<WorkerVocabulary>['event'], call: WorkerState['call']): boolean {
  if (event.kind !== 'message' || event.message.kind !== 'callAnswer' || call === null) return false;
  const { session, number, tasks, isOver } = event.message;
  return session === call.session && number === call.number && tasks.length === 0 && !isOver && call.most > 0 && call.reports.length === 0;
}

/** The coordinator has all reduce tasks completed. */
export const jobFinishes = (job: Job): Property =>
  eventually('the job is done', (view) => {
    const state = coordinatorOf((node) => view.stateOf(node));
    return state !== null && isDone(state, job);
  });

/** Every worker has been told that the job is done. */
export const workersLeave: Property = eventually('every worker leaves', (view) =>
  view.clients.every((node) => {
    const state = view.stateOf(node);
    return state !== null && as.worker(state).hasLeft;
  }),
);

/** The coordinator gets there in one of so many seeds. */
export const coordinatorReaches = (name: keyof typeof coordinatorMilestones, within: number): Property => happens(name, coordinatorMilestones[name], within, (node) => node === coordinatorNode);

/** The file server does. */
export const filesReach = (name: keyof typeof fileServerMilestones, within: number): Property => happens(name, fileServerMilestones[name], within, (node) => node === fileServerNode);

/** A worker does. */
export const workerReaches = (name: keyof typeof workerMilestones, within: number): Property => happens(name, workerMilestones[name], within, (node) => node > fileServerNode);

/** Servers are not all of one kind: who looks at one must not be shown the other. */
function happens(name: string, milestone: Milestone, within: number, isMeant: (node: NodeId) => boolean): Property {
  return sometimes(name, within, ({ node, before, event, after, effects }) => isMeant(node) && before !== null && event.kind !== 'start' && milestone.holds(before, event, after, effects));
}

/** "The output of a particular reduce task corresponds to one execution" (3.3), also where reduce is not deterministic. */
export const outputOfOneExecution = (job: Job): Property =>
  tracked<WorkerVocabulary | FileServerVocabulary>('an output file is what one execution of its reduce task has made', () => {
    const made = new Map<number, Set<string>>();
    return ({ node, role, before, after }) => {
      if (role === 'client' && 'reduce' in after && after.reduce?.stage.kind === 'computing' && after.reduce.stage.reduced.kind === 'reduced') {
        const { task } = after.reduce.assignment;
        made.set(task, (made.get(task) ?? new Set()).add(after.reduce.stage.reduced.output));
      }
      if (node !== fileServerNode || !('files' in after) || (before !== null && 'files' in before && before.files === after.files)) return true;
      return firstWrong(job, (reduce) => {
        const text = contentsOf(after.files, outputFile(reduce));
        return text === null || made.get(reduce)?.has(text) === true ? null : `${outputFile(reduce)} holds what no execution has made`;
      });
    };
  });

/** The output files, one after the other, are in order (5.3). */
export const sortedThroughout = (job: Job): Property =>
  afterwards('the output files, one after the other, are in order', ({ view }) => {
    const lines = outputsOf((node) => view.stateOf(node), job).flatMap((text) => (text ?? '').split('\n').filter((line) => line !== ''));
    const wrong = lines.findIndex((line, i) => i > 0 && line < (lines[i - 1] ?? ''));
    return wrong < 0 || `${JSON.stringify(lines[wrong])} comes after ${JSON.stringify(lines[wrong - 1])}`;
  });
