/** The rules of the coordinator, the files and the user's functions, one by one, beside the paper's sentences. */
import { describe, expect, test } from 'vitest';
import { Hand } from '../testing/hand.ts';
import { hashOfKey } from './application.ts';
import { contentsOf, noFiles, perform, recovered } from './files.ts';
import type { FileOperation, Files } from './files.ts';
import { distance } from './hand-out.ts';
import { coordinator, fileServer, filesOnDisk, grep, jobOver, runMap, runSequentially, sampleBoundaries, sort, statusOf, wordCount, worker } from './index.ts';
import type { Application, CoordinatorState } from './index.ts';
import { decode, encode } from './publish.ts';
import type { Call, Located, Report } from './words.ts';

const job = jobOver(['a', 'b', 'c'], 2);
const call = (number: number, reports: readonly Report[] = [], session = 1): Call => ({ kind: 'call', session, number, reports, wants: ['map', 'reduce'], most: 1 });
const completed = (of: 'map' | 'reduce', task: number, attempt: number): Report => ({ kind: 'completed', of, task, attempt, counts: { n: 1 }, bytes: 10 });
const tasksOf = (hand: Hand): unknown => hand.sync().take().map(({ message }) => (typeof message === 'object' && message !== null && 'tasks' in message ? message.tasks : message));
const stateOf = (hand: Hand): CoordinatorState => {
  const { state } = hand;
  if (!('tally' in state)) throw new Error('no coordinator');
  const typed: { of(state: object): CoordinatorState } = { of: (given: CoordinatorState) => given };
  return typed.of(state);
};
const newCoordinator = (options: Partial<Parameters<typeof coordinator>[0]> = {}): Hand => new Hand(coordinator({ job, ...options }), 0, [0, 1]);

describe('tasks', () => {
  test('"If the master receives a completion message for an already completed map task, it ignores the message" (3.1)', () => {
    const hand = newCoordinator();
    hand.receive(2, call(1)).receive(3, call(1)).sync();
    hand.receive(2, call(2, [completed('map', 0, 1_000_000)])).receive(3, call(2, [completed('map', 0, 1_000_000)]));
    expect(stateOf(hand).maps.size).toBe(1);
    expect(stateOf(hand).maps.get(0)?.worker).toBe(2);
    expect(statusOf(stateOf(hand), job).counters).toEqual({ n: 1 });
  });

  test('reduce tasks are handed out when the last map task is completed, and not before', () => {
    const hand = newCoordinator();
    hand.receive(2, call(1)).receive(2, call(2, [completed('map', 0, 1_000_000)])).receive(2, call(3, [completed('map', 1, 1_000_001)]));
    expect(tasksOf(hand)).toMatchObject([[{ kind: 'map', task: 0 }], [{ kind: 'map', task: 1 }], [{ kind: 'map', task: 2 }]]);
    hand.receive(3, call(1, [], 2));
    expect(tasksOf(hand)).toEqual([[]]);
    hand.receive(2, call(4, [completed('map', 2, 1_000_002)]));
    expect(tasksOf(hand)).toMatchObject([[{ kind: 'reduce', task: 0, maps: [0, 1, 2] }]]);
  });

  test('a task is handed out again after ten seconds, and not before', () => {
    const hand = newCoordinator({ backupAfter: null });
    hand.receive(2, call(1));
    for (let second = 0; second < 10; second++) hand.fire('tick');
    expect(stateOf(hand).running).toHaveLength(1);
    hand.fire('tick');
    expect(stateOf(hand).running).toHaveLength(0);
    expect(stateOf(hand).idleMaps).toEqual([1, 2, 0]);
  });

  test('"the master schedules backup executions of the remaining in-progress tasks" (3.6): one each, on another machine', () => {
    const hand = newCoordinator({ job: jobOver(['a'], 1), reissueAfter: null, backupAfter: 1_000_000 });
    hand.receive(2, call(1)).receive(3, call(1, [], 2)).sync().take();
    hand.fire('tick').fire('tick').receive(2, call(1)).receive(3, call(2, [], 2)).receive(4, call(1, [], 3));
    expect(tasksOf(hand)).toMatchObject([[{ attempt: 1_000_000 }], [{ kind: 'map', task: 0, attempt: 1_000_001 }], []]);
  });

  test('"the map task is scheduled on a machine that contains a replica of the input data", failing that, near one (3.4)', () => {
    const near = { ...job, splits: [{ file: 'a', hosts: [2] }, { file: 'b', hosts: [41] }, { file: 'c', hosts: [3] }] };
    const hand = newCoordinator({ job: near });
    hand.receive(3, call(1)).receive(42, call(1));
    expect(tasksOf(hand)).toMatchObject([[{ file: 'c' }], [{ file: 'b' }]]);
    expect(distance(near.splits[0], 90, 40)).toBe(2);
  });

  test('"when the master has seen more than one failure on a particular record, it indicates that the record should be skipped" (4.4)', () => {
    const hand = newCoordinator({ job: jobOver(['a'], 1) });
    const gasp = (attempt: number): Report => ({ kind: 'failed', of: 'map', task: 0, attempt, reason: { kind: 'record', record: 7 } });
    hand.receive(2, call(1)).receive(2, call(2, [gasp(1_000_000)])).receive(2, call(3, [gasp(1_000_001)]));
    expect(tasksOf(hand)).toMatchObject([[{ skip: [] }], [{ skip: [] }], [{ skip: [7] }]]);
  });

  test('what is completed is known after a crash, and attempts have new numbers', () => {
    const hand = newCoordinator();
    hand.receive(2, call(1)).sync().receive(2, call(2, [completed('map', 0, 1_000_000)])).sync();
    hand.crash().take();
    hand.receive(2, call(3));
    expect(stateOf(hand).maps.has(0)).toBe(true);
    expect(tasksOf(hand)).toMatchObject([[{ kind: 'map', task: 1, attempt: 2_000_000 }]]);
  });
});

describe('files', () => {
  const after = (...operations: readonly FileOperation[]): Files => operations.reduce((files, operation) => perform(files, operation).files, noFiles);
  const write: FileOperation = { kind: 'write', name: 't', offset: 0, text: 'text' };
  const rename: FileOperation = { kind: 'rename', from: 't', to: 'f' };

  test('a rename replaces what had the name, and is seen at once', () => {
    const files = after({ kind: 'write', name: 'f', offset: 0, text: 'old' }, write, rename);
    expect([contentsOf(files, 't'), contentsOf(files, 'f')]).toEqual([null, 'text']);
  });

  test('after a power failure, a synced name with contents that were not synced is an empty file', () => {
    const { records } = perform(after(write, rename), { kind: 'syncDirectory' });
    expect(contentsOf(recovered(records).files, 'f')).toBe('');
  });

  test('synced contents without a name are gone', () => {
    const { records } = perform(after(write), { kind: 'sync', name: 't' });
    expect([...recovered(records).files.contents.keys()]).toEqual([]);
  });

  test('a file that is written back in part is read in part', () => {
    expect(decode(encode([['a', '1'], ['b', '2']]).slice(0, -3))).toEqual([['a', '1']]);
    expect(decode(encode([['a\n', '"1"']]))).toEqual([['a\n', '"1"']]);
  });

  test('who was writing when the server started again is told so, and nothing is done', () => {
    const hand = new Hand(fileServer(), 1, [0, 1]);
    hand.sync().receive(2, { kind: 'fileRequest', session: 1, number: 1, boot: 1, operations: [write] }).crash().sync().take();
    hand.receive(2, { kind: 'fileRequest', session: 1, number: 2, boot: 1, operations: [{ kind: 'sync', name: 't' }] });
    expect(hand.takeOne()).toMatchObject({ boot: 2, outcome: { kind: 'restarted' } });
  });

  test('what is put on its disk is there', () => {
    const { files } = recovered(filesOnDisk([['in', 'text']]));
    expect(contentsOf(files, 'in')).toBe('text');
  });
});

describe('a worker', () => {
  test('leaves only when it is told that the job is done', () => {
    const hand = new Hand(worker({ application: wordCount, job }), 2, [0, 1]);
    hand.fire('begin').take();
    hand.fire('call').fire('call');
    expect(hand.state).toMatchObject({ hasLeft: false });
    hand.receive(0, { kind: 'callAnswer', session: sessionOf(hand), number: 1, tasks: [], isOver: true });
    expect(hand.state).toMatchObject({ hasLeft: true });
  });

  test('what is told once more while it is fetched is not fetched twice, whatever objects tell it', () => {
    const hand = new Hand(worker({ application: wordCount, job: jobOver(['a', 'b'], 1, 'local') }), 2, [0, 1]);
    hand.fire('begin').receive(0, { kind: 'callAnswer', session: sessionOf(hand), number: 1, tasks: [{ kind: 'reduce', task: 0, attempt: 7, maps: [], skip: [] }], isOver: false }).take();
    const told = (epoch: number): Located => ({ kind: 'located', attempt: 7, epoch, since: 0, locations: [{ map: 0, attempt: 1, worker: 3 }, { map: 1, attempt: 2, worker: 4 }], next: 2, isComplete: true, isOver: false });
    const open = (): unknown => ('reduce' in hand.state ? hand.state.reduce : null);
    hand.receive(0, told(1));
    expect(hand.take()).toMatchObject([{ to: 4, message: { kind: 'fetch', maps: [{ map: 1 }] } }]);
    hand.receive(0, told(2));
    expect(open()).toMatchObject({ fetch: { to: 4 }, todo: [[{ map: 0, attempt: 1, worker: 3 }]] });
    expect(hand.take()).toEqual([]);
  });
});

const sessionOf = ({ state }: Hand): number => ('session' in state && typeof state.session === 'number' ? state.session : 0);

describe('applications', () => {
  test('keys go to reduce tasks by the hash that the labs use', () => {
    expect([hashOfKey(''), hashOfKey('a'), hashOfKey('foobar')]).toEqual([0x011c9dc5, 0x640c292c, 0x3f9cf968]);
  });

  test('word count is what it says, in the order of the keys, and counters are added up', () => {
    const { outputs, counts } = runSequentially(wordCount, [['f', 'b a b'], ['g', 'a. B']], 1);
    expect(outputs).toEqual(['B 1\na 2\nb 2\n']);
    expect(counts).toEqual({ words: 5 });
  });

  test('grep finds lines, sort sorts them through all output files', () => {
    expect(runSequentially(grep('x'), [['f', 'ax\nb\nax\n']], 1).outputs).toEqual(['2 ax\n']);
    const text = 'd\nb\na\nc\nb\n';
    expect(runSequentially(sort(sampleBoundaries([text], 2, 1)), [['f', text]], 2).outputs).toEqual(['a\n', 'b\nb\nc\nd\n']);
  });

  test('a map function that throws says at which record, and a run without that record goes on', () => {
    const picky: Application = {
      ...wordCount,
      records: (text) => text.split(' '),
      map(_file, record) {
        if (record === 'bad') throw new Error('no');
        return [[record, '1']];
      },
    };
    expect(runMap(picky, 'f', 'a bad b', 1)).toEqual({ kind: 'threw', record: 1, message: 'no' });
    expect(runSequentially(picky, [['f', 'a bad b']], 1)).toMatchObject({ outputs: ['a 1\nb 1\n'], skipped: [[1]] });
  });
});
