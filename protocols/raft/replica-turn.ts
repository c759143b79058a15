/** A step of a replica in the making, and the rules that it goes by. */
import { contain, Turn } from '../../sim/core/index.ts';
import type { Choose, Clock, Event, Protocol, Step } from '../../sim/core/index.ts';
import type { Entry, RaftOutput, RaftRequest, RaftResult, RaftVocabulary, Snapshot } from './raft.ts';
import type { CheckedOptions } from './replica-options.ts';
import type { Asker, AskingClient, ReplicaState, ReplicaVocabulary } from './replica-words.ts';
import { ignore } from './rules.ts';
import type { Outcome, ReplicatedService } from './service.ts';

export interface ReplicaRules<State> {
  /** A client asks for a change: agreement begins. What is said of it comes when it is applied. */
  submit(turn: ReplicaTurn<State>, asker: AskingClient<unknown>, command: unknown, clock: Clock | null): void;
  /** A client asks for a look at the state. */
  look(turn: ReplicaTurn<State>, asker: AskingClient<unknown>, clock: Clock | null): void;
  /** Raft has begun agreement: whoever asked is answered when the entry is applied (paper, section 5.3). */
  awaitCommit(turn: ReplicaTurn<State>, asker: Asker<unknown>, started: Extract<RaftResult, { kind: 'started' }>): void;
  /** An entry was committed: the state machine takes it, and whoever waits for it is answered. */
  apply(turn: ReplicaTurn<State>, index: number, entry: Entry): void;
  /** A snapshot takes the place of everything applied so far. */
  restore(turn: ReplicaTurn<State>, snapshot: Snapshot): void;
  /** What an applied entry takes on the disk, where that counts. */
  bytesOf(turn: ReplicaTurn<State>, index: number, entry: Entry): number;
  /** Is it time to compact the log? */
  isSnapshotDue(turn: ReplicaTurn<State>, index: number): boolean;
  /** What was waited for at a leader that is none any more is answered: somebody else must be asked. */
  failWaiting(turn: ReplicaTurn<State>): void;
  answerQuery(turn: ReplicaTurn<State>, id: number, result: RaftResult): void;
  /** A leader does what is due of its own accord: everything, or what has become due since the machine was in that state. */
  runErrands(turn: ReplicaTurn<State>, since: State | null): void;
}

/** What a replica is made of. */
export interface ReplicaParts<State, Message> extends Pick<CheckedOptions, 'snapshotEvery' | 'maxStateBytes' | 'reads'> {
  readonly raft: Protocol<RaftVocabulary>;
  readonly service: ReplicatedService<State, Message>;
  readonly rules: ReplicaRules<State>;
}

/** A step of a replica in the making. */
export class ReplicaTurn<State, Message = unknown> extends Turn<ReplicaVocabulary<State, Message>> {
  readonly parts: ReplicaParts<State, Message>;
  readonly choose: Choose;
  /** On whose behalf Raft is being asked: a client, or (by the number of its request) the server's own user. */
  private asker: Asker<Message> | number | null = null;
  /** A snapshot that Raft is to take over, once all that it has said so far was applied. */
  private due: Extract<RaftRequest, { kind: 'snapshot' }> | null = null;
  /** Commands of its own that Raft is to begin agreement on, as soon as its step is over. */
  private notes: readonly unknown[] = [];

  constructor(state: ReplicaState<State, Message>, parts: ReplicaParts<State, Message>, choose: Choose) {
    super(state);
    this.parts = parts;
    this.choose = choose;
  }

  /** Steps Raft, and consumes what it says. */
  stepRaft(event: Event<RaftVocabulary>): void {
    this.play(this.parts.raft.step(this.state.raft, event, this.choose));
  }

  play(step: Step<RaftVocabulary>): void {
    contain<ReplicaVocabulary<State, Message>, RaftVocabulary>(this, step, {
      keep: (raft) => {
        this.state.raft = raft;
      },
      message: (message) => message,
      timer: (timer) => timer,
      record: (record) => record,
      reply: (id, result) => this.hear(id, result),
      emit: (output) => this.take(output),
    });
    this.compact();
    this.note();
  }

  /** Compaction is a step of Raft, which may commit more: before the rest of a step was applied, that would come too early. */
  compactAt(index: number, pieces: readonly unknown[]): void {
    this.due = { kind: 'snapshot', index, pieces };
  }

  private compact(): void {
    const { due } = this;
    this.due = null;
    if (due !== null) this.ask(null, due, null);
  }

  private note(): void {
    const { notes } = this;
    this.notes = [];
    for (const command of notes) this.ask(null, { kind: 'start', command }, null);
  }

  /** Asks Raft for something that it answers at once. */
  ask(asker: Asker<Message> | number | null, request: RaftRequest, clock: Clock | null): void {
    this.asker = asker;
    this.stepRaft({ kind: 'request', id: synchronous, request, clock });
    this.asker = null;
  }

  /** Early: what it says is on the disks of a majority, or says nothing. Behind a write, a disk that fails would swallow it. */
  answer(asker: Asker<Message>, outcome: Outcome): void {
    if ('user' in asker) return this.replyEarly(asker.user, outcome);
    const answer = this.parts.service.answerTo(asker.message, outcome);
    if (answer !== null) this.sendEarly(asker.client, answer);
    if (asker.query !== null && outcome.kind === 'done') this.takeNote(asker.message);
  }

  private takeNote(message: Message): void {
    const note = this.parts.service.noteOf?.(message, this.choose) ?? null;
    if (note !== null) this.notes = [...this.notes, note];
  }

  private hear(id: number, result: RaftResult): void {
    const { asker } = this;
    if (id !== synchronous) return this.parts.rules.answerQuery(this, id, result);
    // Early: that something has begun is no promise.
    if (typeof asker === 'number') return this.replyEarly(asker, result);
    if (asker === null) return ignore('a snapshot, or a note, of its own');
    if (result.kind === 'started') this.parts.rules.awaitCommit(this, asker, result);
    else if (result.kind !== 'readable') this.answer(asker, outcomeOf(result));
  }

  private take(output: RaftOutput): void {
    if (output.kind === 'apply') this.parts.rules.apply(this, output.index, output.entry);
    else this.parts.rules.restore(this, output.snapshot);
  }
}

/** Requests that Raft answers within the step have this number; reads count from 0. */
const synchronous = -1;

/** What Raft did not take leaves no trace. */
export const outcomeOf = (result: Exclude<RaftResult, { kind: 'started' | 'readable' }>): Outcome => (result.kind === 'notLeader' ? { ...result, mayHappen: false } : result);
