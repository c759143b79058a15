/**
 * The file system that all machines of a cluster see: the shared directory of the labs, the global file system of the paper.
 *
 * It makes a reply wait for what the request had to have on the disk, and nothing else: a power failure takes whatever was not
 * synced. Whoever was writing must know. So each life of the server has a number, a conversation that writes names the life it began
 * with, and is refused when that is over: then it begins again (as the write verifier of NFS version 3 does).
 */
import { Dictionary, Turn, milliseconds, seconds, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, Milestone, NodeId, Protocol, Step, Stored, Vocabulary } from '../../sim/core/index.ts';
import { contentsRecord, perform, recordsOfAll, recovered } from './files.ts';
import type { FileOperation, FileRecord, Files, Performed } from './files.ts';
import { ignore } from './ignore.ts';
import type { FileReply, FileRequest, MapReduceMessage } from './words.ts';

/** State of the file server. */
export interface FileServerState {
  readonly files: Files;
  readonly boot: number;
  /** The last request of each conversation, with its reply. They end with this life. */
  readonly sessions: Dictionary<number, FileReply>;
  /** `suspended`: the disk has failed; nothing is answered until everything has been written anew. */
  readonly status: 'serving' | 'suspended';
  /** Records on the disk. */
  readonly records: number;
  /** Is the timer set by which the cache is written back? */
  readonly writesBack: boolean;
}

/** Types of the file server. */
export interface FileServerVocabulary extends Vocabulary {
  readonly state: FileServerState;
  readonly message: MapReduceMessage;
  readonly timer: 'writeBack' | 'rewrite';
  readonly record: FileRecord;
  readonly request: never;
  readonly result: never;
  readonly output: never;
}

/** How a file server behaves. */
export interface FileServerOptions {
  /** The disk is written anew when it would have more records than this. Default: 10,000. */
  readonly compactAbove?: number;
  /** The cache is written back after up to so many microseconds. Default: 5 s. */
  readonly writeBackWithin?: number;
}

export interface FileServerRules {
  perform(files: Files, operation: FileOperation): Performed;
  /** A request of a conversation in which `last` was the newest. */
  judge(number: number, last: number): 'new' | 'repeated' | 'late';
  /** Does a conversation that writes go on in this life of the server? */
  isCurrent(request: FileRequest, boot: number): boolean;
}

const fileServerRules: FileServerRules = {
  perform,
  judge: (number, last) => (number > last ? 'new' : number === last ? 'repeated' : 'late'),
  isCurrent: ({ boot: begunWith }, boot) => begunWith === null || begunWith === boot,
};

/** A file server. What stands in it at the beginning, the scenario puts on its disk (see `filesOnDisk`). */
export function fileServer(options: FileServerOptions = {}): Protocol<FileServerVocabulary> {
  const withRules = (rules: FileServerRules): Protocol<FileServerVocabulary> => {
    const steps = new FileServerSteps(rules, options);
    return {
      name: 'fileServer',
      milestones: fileServerMilestones,
      rules,
      assemble: withRules,
      start: (_self, _nodes, disk) => steps.start(disk),
      step: (state, event, choose) => steps.step(state, event, choose),
    };
  };
  return withRules(fileServerRules);
}

/** Records of a disk on which these files stand, by name and contents. */
export function filesOnDisk(files: readonly (readonly [name: string, contents: string])[]): readonly FileRecord[] {
  return files.flatMap(([name, text], i): FileRecord[] => [
    { kind: 'contents', inode: i + 1, text },
    { kind: 'name', name, inode: i + 1, gone: null },
  ]);
}

type FileTurn = Turn<FileServerVocabulary>;

const restarted: FileReply['outcome'] = { kind: 'restarted' };

class FileServerSteps {
  readonly #rules: FileServerRules;
  readonly #compactAbove: number;
  readonly #writeBackWithin: number;

  constructor(rules: FileServerRules, { compactAbove = 10_000, writeBackWithin = seconds(5) }: FileServerOptions) {
    this.#rules = rules;
    this.#compactAbove = compactAbove;
    this.#writeBackWithin = writeBackWithin;
  }

  /** A new life. A torn tail, or a damaged record, must go before anything is written behind it. */
  start(disk: readonly Stored<FileRecord>[]): Step<FileServerVocabulary> {
    const { files, boot } = recovered(disk.flatMap((stored) => (stored.kind === 'record' ? [stored.record] : [])));
    const damaged = disk.filter(({ kind }) => kind !== 'record').length;
    const turn: FileTurn = new Turn({ files, boot: boot + 1 + damaged, sessions: Dictionary.empty<number, FileReply>(), status: 'serving', records: disk.length, writesBack: false });
    if (damaged > 0) this.#rewrite(turn);
    else this.#write(turn, [{ kind: 'boot', boot: turn.state.boot }]);
    return turn.end();
  }

  step(state: FileServerState, event: Event<FileServerVocabulary>, choose: Choose): Step<FileServerVocabulary> {
    const turn: FileTurn = new Turn(state);
    switch (event.kind) {
      case 'message':
        if (event.message.kind === 'fileRequest') this.#handleRequest(turn, event.from, event.message);
        else ignore('a file server knows nothing of jobs');
        break;
      case 'timeout':
        if (event.timer === 'rewrite') this.#resume(turn);
        else this.#writeBack(turn, choose);
        break;
      case 'storageFailed':
        this.#suspend(turn);
        break;
      case 'stored':
      case 'request':
        ignore('its writes carry no tag, and it has no user');
        break;
      default:
        unreachable(event);
    }
    return turn.end();
  }

  #handleRequest(turn: FileTurn, from: NodeId, request: FileRequest): void {
    const { status, boot, sessions } = turn.state;
    if (status === 'suspended') return ignore('the disk has failed: what it showed could be lost');
    const { session, number } = request;
    const known = sessions.get(session);
    const judgement = known === undefined ? 'new' : this.#rules.judge(number, known.number);
    if (judgement === 'late') return ignore('a late copy of a request whose reply was seen');
    if (judgement === 'repeated' && known !== undefined) return turn.send(from, known);
    const outcome = this.#rules.isCurrent(request, boot) ? this.#performAll(turn, request.operations) : restarted;
    const reply: FileReply = { kind: 'fileReply', session, number, boot, outcome };
    // What was read is not kept: a read that is asked for again is read again.
    if (request.boot !== null) turn.state.sessions = sessions.set(session, reply);
    turn.send(from, reply);
  }

  /** One operation after the other; the first that finds no file ends it. */
  #performAll(turn: FileTurn, operations: readonly FileOperation[]): FileReply['outcome'] {
    const contents: string[] = [];
    for (const operation of operations) {
      const { files, records, found } = this.#rules.perform(turn.state.files, operation);
      turn.state.files = files;
      this.#write(turn, records);
      if (found.kind === 'missing') return found;
      if (found.kind === 'contents') contents.push(found.text);
    }
    this.#planWriteBack(turn);
    return { kind: 'done', contents };
  }

  #planWriteBack(turn: FileTurn): void {
    const { files, writesBack } = turn.state;
    if (writesBack || files.dirtyFiles.length + files.dirtyNames.length === 0) return;
    turn.state.writesBack = true;
    turn.setTimer('writeBack', 0, this.#writeBackWithin);
  }

  /** Some of what is not durable becomes so: the oldest changes of names, before contents or after them, files whole or in part. */
  #writeBack(turn: FileTurn, choose: Choose): void {
    turn.state.writesBack = false;
    if (turn.state.status === 'suspended') return ignore('the disk has failed');
    const { files } = turn.state;
    const names = choose(files.dirtyNames.length + 1);
    const whole = files.dirtyFiles.filter(() => choose(3) === 0);
    const parts = files.dirtyFiles.filter((inode) => !whole.includes(inode) && choose(3) === 0);
    const lengthOf = (inode: number): number => choose((files.contents.get(inode)?.length ?? 0) + 1);
    turn.state.files = {
      ...files,
      dirtyNames: files.dirtyNames.slice(names),
      dirtyFiles: files.dirtyFiles.filter((inode) => !whole.includes(inode)),
    };
    this.#write(turn, [...files.dirtyNames.slice(0, names), ...whole.map((inode) => contentsRecord(files, inode)), ...parts.map((inode) => contentsRecord(files, inode, lengthOf(inode)))]);
    this.#planWriteBack(turn);
  }

  #write(turn: FileTurn, records: readonly FileRecord[]): void {
    if (turn.state.records + records.length > this.#compactAbove && records.length > 0) return this.#rewrite(turn);
    for (const record of records) turn.write(record);
    turn.state.records += records.length;
  }

  /** Everything that is seen becomes durable at once. */
  #rewrite(turn: FileTurn): void {
    const { files, boot } = turn.state;
    const records: readonly FileRecord[] = [{ kind: 'boot', boot }, ...recordsOfAll(files)];
    turn.rewrite(records);
    turn.state.files = { ...files, dirtyFiles: [], dirtyNames: [] };
    // A small directory must not be written anew at each change.
    turn.state.records = 1;
  }

  /**
   * What was promised is on the disk, but what was about to be is not, and looks as if it were. So this life ends: whoever was writing
   * begins again.
   */
  #suspend(turn: FileTurn): void {
    turn.state.status = 'suspended';
    turn.state.boot++;
    turn.state.sessions = Dictionary.empty<number, FileReply>();
    turn.setTimer('rewrite', milliseconds(100));
  }

  #resume(turn: FileTurn): void {
    if (turn.state.status === 'serving') return ignore('nothing has failed since');
    this.#rewrite(turn);
    turn.state.status = 'serving';
  }
}

const onRestartSeen: Milestone<FileServerVocabulary> = {
  holds: (_before, _event, _after, effects) => effects.some((effect) => effect.kind === 'send' && effect.message.kind === 'fileReply' && effect.message.outcome.kind === 'restarted'),
};
const onWriteBack: Milestone<FileServerVocabulary> = {
  holds: (_before, event, _after, effects) => event.kind === 'timeout' && event.timer === 'writeBack' && effects.some(({ kind }) => kind === 'write'),
};
const onSuspended: Milestone<FileServerVocabulary> = { holds: (before, _event, after) => before.status === 'serving' && after.status === 'suspended' };
const onPublished: Milestone<FileServerVocabulary> = {
  holds: (before, event, after) => event.kind === 'message' && before.files.names !== after.files.names && event.message.kind === 'fileRequest' && event.message.operations.some(({ kind }) => kind === 'rename'),
};

/** Named situations in the life of a file server. */
export const fileServerMilestones = {
  /** Somebody was in the middle of writing when the server lost what was not durable. */
  restartSeen: onRestartSeen,
  /** Part of the cache became durable without being asked to. */
  cacheWrittenBack: onWriteBack,
  filesSuspended: onSuspended,
  /** A finished file got its name. */
  filePublished: onPublished,
} as const;
