import type { Choose } from '../../sim/core/index.ts';
import type { Conversation } from './conversation.ts';
import { ignore } from './ignore.ts';
import { intermediateFile } from './job.ts';
import { encode } from './publish.ts';
import type { Mapped } from './running.ts';
import type { Means } from './worker-rules.ts';
import { timeFor } from './worker-state.ts';
import type { MapWork, Region, WorkerTurn } from './worker-state.ts';
import type { Assignment, Failure, FileReply } from './words.ts';

/** A map task: read the split, run the user's function, put what comes out where reduce tasks find it (3.1). */
export class MapSteps {
  readonly #means: Means;
  readonly #files: Conversation;

  constructor(means: Means, files: Conversation) {
    this.#means = means;
    this.#files = files;
  }

  begin(turn: WorkerTurn, assignment: MapWork['assignment']): void {
    const request = this.#files.ask(turn, null, [{ kind: 'read', name: assignment.file }]);
    turn.state.map = { assignment, request, boot: null, stage: { kind: 'reading' }, counts: {}, bytes: 0 };
  }

  askAgain(turn: WorkerTurn): void {
    const request = turn.state.map?.request ?? null;
    if (request === null) return ignore('it was answered');
    this.#files.send(turn, request);
  }

  handleReply(turn: WorkerTurn, reply: FileReply, choose: Choose): void {
    const work = turn.state.map;
    if (work === null || !this.#files.isAnswered(work.request, reply)) return ignore('it answers an earlier request, or another task');
    this.#files.silence(turn);
    if (work.stage.kind === 'reading') return this.#compute(turn, { ...work, request: null, boot: reply.boot }, reply, choose);
    if (work.stage.kind !== 'writing') return ignore('it waits for nothing else');
    const next = this.#files.goOn(turn, work.stage, work.boot, work.assignment.attempt, reply);
    if (next === null) this.#complete(turn, work);
    else turn.state.map = { ...work, ...next };
  }

  /** What comes out is known at once; the machine is busy with it for a while. */
  #compute(turn: WorkerTurn, work: MapWork, { outcome }: FileReply, choose: Choose): void {
    const { rules, options, costs } = this.#means;
    const { assignment } = work;
    // Input is there before the job begins; what is not there has no records.
    const text = outcome.kind === 'done' ? (outcome.contents[0] ?? '') : '';
    const mapped = rules.map(options.application, assignment.file, text, options.job.reduces, { worker: turn.state.self, choose, skip: assignment.skip });
    const made = this.#volumeOf(mapped);
    const reading = timeFor(costs.volume(text), costs.readRate);
    const { min, max } = options.application.mapTime ?? costs.base;
    const slowness = options.slowness ?? 1;
    const busy = slowness * (reading + timeFor(costs.volume(text), costs.mapRate) + timeFor(made, costs.spillRate));
    turn.emit({ kind: 'computing', of: 'map', task: assignment.task, attempt: assignment.attempt, inputs: [] });
    turn.setTimer('mapped', Math.floor(slowness * min + busy), Math.floor(slowness * max + busy));
    turn.state.map = { ...work, stage: { kind: 'computing', mapped }, counts: mapped.kind === 'mapped' ? mapped.counts : {}, bytes: made };
    turn.emit({ kind: 'moved', what: 'input', bytes: costs.volume(text), lasts: slowness * reading });
  }

  #volumeOf(mapped: Mapped): number {
    if (mapped.kind === 'threw') return 0;
    const { costs } = this.#means;
    return mapped.regions.reduce((sum, pairs) => pairs.reduce((bytes, [key, value]) => bytes + costs.volume(key) + costs.volume(value), sum), 0);
  }

  /** The user's function has come to its end. */
  finish(turn: WorkerTurn): void {
    const work = turn.state.map;
    if (work?.stage.kind !== 'computing') return ignore('it was given up');
    const { task, attempt } = work.assignment;
    const { mapped } = work.stage;
    if (mapped.kind === 'threw') return this.#fail(turn, work.assignment, { kind: 'record', record: mapped.record });
    turn.emit({ kind: 'computed', of: 'map', task, attempt });
    if (this.#means.options.job.storage === 'local') return this.#store(turn, work, { map: task, attempt, regions: mapped.regions });
    const files = mapped.regions.map((pairs, reduce): readonly [string, string] => [intermediateFile(task, reduce), encode(pairs)]);
    turn.state.map = { ...work, ...this.#files.publish(turn, work.boot, attempt, files) };
  }

  /** Onto the machine's own disk. Once it is there, others may fetch it. */
  #store(turn: WorkerTurn, work: MapWork, region: Region): void {
    turn.write(region, region.attempt);
    turn.state.map = { ...work, stage: { kind: 'storing', region } };
  }

  handleStored(turn: WorkerTurn, tags: readonly number[]): void {
    const work = turn.state.map;
    if (work?.stage.kind !== 'storing' || !tags.includes(work.stage.region.attempt)) return ignore('it belongs to a task that was given up');
    const { region } = work.stage;
    turn.state.regions = turn.state.regions.set(region.map, region);
    this.#complete(turn, work);
  }

  handleStorageFailed(turn: WorkerTurn, tags: readonly number[]): void {
    const work = turn.state.map;
    if (work?.stage.kind !== 'storing' || !tags.includes(work.stage.region.attempt)) return ignore('nothing was promised');
    this.#fail(turn, work.assignment, { kind: 'storage' });
  }

  #complete(turn: WorkerTurn, { assignment: { task, attempt }, counts, bytes }: MapWork): void {
    turn.state.reports = [...turn.state.reports, { kind: 'completed', of: 'map', task, attempt, counts, bytes }];
    turn.state.map = null;
  }

  #fail(turn: WorkerTurn, { task, attempt }: Assignment, reason: Failure): void {
    turn.state.reports = [...turn.state.reports, { kind: 'failed', of: 'map', task, attempt, reason }];
    turn.state.map = null;
  }
}
