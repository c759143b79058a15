import { ignore } from './ignore.ts';
import type { FileOperation } from './files.ts';
import type { TaskKind } from './job.ts';
import type { AllWorkerRules } from './worker-rules.ts';
import type { WorkerTurn, Writing } from './worker-state.ts';
import { fileServerNode } from './words.ts';
import type { FileReply, FileRequest } from './words.ts';

/** What a task in hand says to the file server: one request at a time, sent again until it is answered. Each slot has a conversation of its own. */
export class Conversation {
  readonly #rules: AllWorkerRules;
  readonly #slot: TaskKind;
  readonly #retry: number;

  constructor(rules: AllWorkerRules, slot: TaskKind, retry: number) {
    this.#rules = rules;
    this.#slot = slot;
    this.#retry = retry;
  }

  /** A new request. `boot`: null for one that only reads. */
  ask(turn: WorkerTurn, boot: number | null, operations: readonly FileOperation[]): FileRequest {
    turn.state.requests++;
    const session = 2 * (turn.state.session ?? 0) + (this.#slot === 'map' ? 0 : 1);
    const request: FileRequest = { kind: 'fileRequest', session, number: turn.state.requests, boot, operations };
    this.send(turn, request);
    return request;
  }

  send(turn: WorkerTurn, request: FileRequest): void {
    turn.send(fileServerNode, request);
    turn.setTimer(this.#slot === 'map' ? 'mapFile' : 'reduceFile', this.#retry);
  }

  isAnswered(request: FileRequest | null, { session, number }: FileReply): boolean {
    return request?.session === session && request.number === number;
  }

  silence(turn: WorkerTurn): void {
    turn.cancelTimer(this.#slot === 'map' ? 'mapFile' : 'reduceFile');
  }

  /** The first thing that is said of files that are to appear. Whoever has not read before must learn the life of the server first. */
  publish(turn: WorkerTurn, boot: number | null, attempt: number, files: Writing['files']): { readonly request: FileRequest; readonly stage: Writing } {
    const stage: Writing = { kind: 'writing', files, step: 0 };
    return { request: boot === null ? this.ask(turn, null, []) : this.ask(turn, boot, this.#stepsOf(stage, attempt)[0] ?? []), stage };
  }

  /** The next thing that is said; null: the files are there, for good. */
  goOn(turn: WorkerTurn, stage: Writing, known: number | null, attempt: number, reply: FileReply): { readonly request: FileRequest; readonly boot: number; readonly stage: Writing } | null {
    const steps = this.#stepsOf(stage, attempt);
    const step = this.#nextStep(stage.step, known, reply);
    const operations = steps[step];
    if (operations === undefined) return null;
    return { request: this.ask(turn, reply.boot, operations), boot: reply.boot, stage: { ...stage, step } };
  }

  #nextStep(step: number, known: number | null, { outcome }: FileReply): number {
    if (known === null) return 0;
    if (outcome.kind === 'restarted') return this.#rules.afterRestart(step);
    if (outcome.kind === 'missing') {
      ignore('what it was about to give its name has gone: it begins again');
      return 0;
    }
    return step + 1;
  }

  #stepsOf({ files }: Writing, attempt: number): readonly (readonly FileOperation[])[] {
    return this.#rules.steps(files, (name) => this.#rules.temporaryName(name, attempt));
  }
}
