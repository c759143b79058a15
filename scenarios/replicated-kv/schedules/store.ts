import { storeRequest } from '../../../protocols/replicated-kv/index.ts';
import type { Comparison, StoreChange, StoreQuery, Transaction } from '../../../protocols/replicated-kv/index.ts';
import type { ClerkRequest } from '../../../protocols/raft/index.ts';
import { from, both, command, entries, not, to, vote } from './stage.ts';
import type { ServiceSchedule } from './schedule.ts';

const put = (key: string, value: string): ClerkRequest => storeRequest({ kind: 'put', key, value });
const append = (key: string, value: string): ClerkRequest => storeRequest({ kind: 'append', key, value });
const remove = (key: string): ClerkRequest => storeRequest({ kind: 'delete', key });
const get = (key: string): ClerkRequest => storeRequest({ kind: 'get', key });
const scan = (from: string, to: string): ClerkRequest => storeRequest({ kind: 'scan', from, to, limit: 9 });
const transaction = (compare: readonly Comparison[], ...success: Transaction['success']): ClerkRequest => storeRequest({ kind: 'transaction', compare, success, failure: [] });

const change = (key: string, value: string): StoreChange => ({ kind: 'put', key, value });
const look = (key: string): StoreQuery => ({ kind: 'get', key });

const remembered = 'a session remembers what it has executed (8)';
const once = 'each command takes effect exactly once if it is answered, and at most once';
const linearizable = 'linearizable (store)';
const equalMachines = 'equal machines at equal applied index (2)';

/** A snapshot after every entry. */
const everyEntry = { maxStateBytes: 1 } as const;
/** Votes for whoever asks. */
const unguarded = { preVote: false, checkQuorum: false } as const;

export const storeSchedules: readonly ServiceSchedule[] = [
  {
    id: 'RSM-02',
    fires: once,
    play: (stage) => stage.call(3, append('k', 'a')).settle(not(command)).duplicate(command).settle().heartbeat(0),
  },
  {
    id: 'RSM-03',
    fires: once,
    play(stage) {
      const copy = stage.call(3, append('k', 'a')).settle(not(command)).hold(command);
      stage.release(copy).settle().call(3, append('k', 'b')).settle().release(copy).settle();
    },
  },
  {
    id: 'RSM-06',
    sessions: 1,
    fires: once,
    play(stage) {
      const copy = stage.call(3, append('k', 'a')).settle(not(command)).hold(command);
      stage.release(copy).settle().call(4, append('k', 'b')).settle().release(copy).settle();
    },
  },
  {
    id: 'RSM-18',
    sessions: 1,
    fires: 'at most 1 sessions are remembered',
    play: (stage) => stage.call(3, append('k', 'a')).settle().call(4, append('k', 'b')).settle(),
  },
  { id: 'RSM-51', options: everyEntry, fires: equalMachines, play: (stage) => stage.call(3, append('k', 'a')).settle().crash(0) },
  { id: 'RSM-52', options: everyEntry, fires: equalMachines, play: (stage) => stage.call(3, append('k', 'a')).settle().crash(0) },
  {
    id: 'RSM-53',
    sessions: 1,
    fires: once,
    // The second and the third client get the same number.
    play: (stage) => [3, 4, 5].forEach((client) => stage.call(client, append('k', `${client}`)).settle()),
  },
  { id: 'RSM-54', options: everyEntry, fires: equalMachines, play: (stage) => stage.call(3, append('k', 'a')).settle().crash(0) },
  { id: 'RSM-55', fires: remembered, play: (stage) => stage.call(3, get('k')).settle().call(3, append('k', 'a')).settle() },
  { id: 'RSM-56', fires: equalMachines, play: (stage) => stage.call(3, append('k', 'a')).settle().heartbeat(0) },
  {
    id: 'RSM-05',
    fires: linearizable,
    play: (stage) => stage.call(3, append('k', 'a')).settle(not(command)).deliver(command).settle(not(to(3))).lose(to(3)).fire(3, 'retry').settle(),
  },
  {
    id: 'RSM-57',
    sessions: 1,
    fires: linearizable,
    play(stage) {
      stage.call(3, append('k', 'a')).settle(not(command)).deliver(command).settle(not(to(3))).lose(to(3));
      stage.call(4, append('k', 'b')).settle().fire(3, 'retry').settle();
    },
  },
  {
    id: 'RSM-58',
    fires: linearizable,
    play(stage) {
      const late = stage.call(3, put('k', 'a')).settle(not(command)).deliver(command).settle(not(to(3))).hold(to(3));
      stage.crash(3).call(3, get('k')).release(late).settle();
    },
  },
  {
    id: 'RSM-59',
    fires: linearizable,
    play(stage) {
      const doubled = stage.call(3, get('k')).settle(not(to(3))).hold(to(3));
      stage.release(doubled).call(3, put('k', 'a')).release(doubled).settle();
    },
  },
  {
    id: 'RSM-60',
    options: unguarded,
    fires: once,
    // Server 1 has the command when it deposes the leader.
    play(stage) {
      stage.call(3, put('k', 'a')).settle(not(command)).deliver(command).deliver(both(entries, to(1)));
      stage.fire(1, 'election').fire(1, 'election').deliver(both(vote, to(0))).deliver(to(3)).settle().heartbeat(1);
    },
  },
  {
    id: 'RSM-78',
    fires: linearizable,
    play(stage) {
      const late = stage.call(3, put('k', 'a')).settle(not(command)).deliver(command).settle(not(to(3))).hold(to(3));
      stage.crash(3).call(3, get('k')).release(late).settle();
    },
  },
  {
    id: 'RSM-79',
    options: { maxUncommitted: 1 },
    fires: once,
    play(stage) {
      const late = stage.call(3, put('k', 'a')).settle(not(command)).deliver(command).hold(entries);
      stage.fire(3, 'retry').settle(not(entries)).release(late).settle();
    },
  },
  {
    id: 'RSM-80',
    fires: once,
    play(stage) {
      const copy = stage.call(3, append('k', 'a')).settle(not(command)).hold(command);
      stage.release(copy).settle();
      for (const value of ['b', 'c', 'd', 'e']) stage.call(3, append('k', value)).settle();
      stage.release(copy).settle();
    },
  },
  {
    id: 'RSM-84',
    fires: once,
    // Server 0 does not know that it was deposed, nor of the session that server 1 has registered.
    play(stage) {
      stage.cut([0], [1, 2]).elect(1, 2);
      stage.call(3, put('k', 'a')).settle().fire(3, 'retry').settle(not(command)).deliver(command);
      const late = stage.hold(entries);
      stage.fire(3, 'retry').fire(3, 'retry').settle(to(0)).settle(to(3)).heal().release(late).settle();
    },
  },
  { id: 'RSM-85', fires: remembered, play: (stage) => stage.call(3, transaction([{ kind: 'value', key: 'k', value: 'b' }], change('k', 'a'))).settle() },
  {
    id: 'RSM-88',
    fires: once,
    play(stage) {
      stage.call(3, put('x', '1')).settle();
      const copy = stage.call(4, append('k', 'b')).settle(not(command)).hold(command);
      stage.release(copy).settle().call(3, put('x', '2')).settle().call(5, put('x', '3')).settle().release(copy).settle();
    },
  },
  { id: 'RSM-61', fires: once, play: (stage) => stage.call(3, append('k', 'a')).settle() },
  {
    id: 'RSM-62',
    fires: linearizable,
    play(stage) {
      stage.cut([0], [1, 2]).elect(1, 2);
      stage.call(4, put('k', 'a')).settle().fire(4, 'retry').settle().call(3, get('k')).settle();
    },
  },
  {
    id: 'RSM-63',
    fires: linearizable,
    // The followers have the put, and do not know yet that it is committed.
    play(stage) {
      stage.call(3, put('k', 'a')).settle().campaign(1, 2);
      stage.call(4, get('k')).fire(4, 'retry').deliver(both(from(4), to(1))).settle();
    },
  },
  {
    id: 'RSM-64',
    fires: linearizable,
    play(stage) {
      stage.call(3, put('a', '1')).settle().call(4, scan('a', 'z')).deliver(from(4));
      stage.call(3, transaction([], change('a', '2'), change('b', '2'))).deliver(from(3)).deliver(entries).deliver(both(from(1, 2), to(0))).settle();
    },
  },
  {
    id: 'RSM-65',
    options: { maxStateBytes: 100 },
    fires: 'what is committed takes at most eight times the bytes that make a snapshot due',
    play: (stage) => ['a', 'b', 'c'].forEach((value) => stage.call(3, put('k', value.repeat(200))).settle().heartbeat(0)),
  },
  {
    id: 'RSM-66',
    options: everyEntry,
    fires: equalMachines,
    play: (stage) => stage.call(3, put('k', 'a')).settle().heartbeat(0).cut([2], [0, 1]).call(3, remove('k')).settle().heal().heartbeat(0),
  },
  {
    id: 'RSM-67',
    options: everyEntry,
    fires: equalMachines,
    play: (stage) => stage.call(3, put('k', 'a')).settle().heartbeat(0).cut([2], [0, 1]).call(3, put('k', 'b')).settle().heal().heartbeat(0),
  },
  { id: 'RSM-68', fires: once, play: (stage) => stage.call(3, transaction([], look('k'))).settle() },
  {
    id: 'RSM-69',
    fires: linearizable,
    play(stage) {
      for (const client of [3, 4]) stage.call(client, transaction([{ kind: 'revision', key: 'k', revision: 0 }], change('k', `${client}`)));
      stage.settle(not(command)).settle();
    },
  },
  { id: 'RSM-11', fires: once, play: (stage) => stage.call(3, put('k', 'a')).settle().call(3, put('k', 'a')).settle() },
  { id: 'RSM-17', fires: once, play: (stage) => stage.call(3, put('a', '1')).settle().call(3, put('b', '1')).settle() },
  { id: 'RSM-70', fires: once, play: (stage) => stage.call(3, remove('k')).settle() },
  { id: 'RSM-71', fires: linearizable, play: (stage) => stage.call(3, transaction([], change('k', 'a'), look('k'))).settle() },
  {
    id: 'RSM-72',
    fires: once,
    play: (stage) =>
      stage.call(3, transaction([{ kind: 'value', key: 'k', value: null }, { kind: 'value', key: 'k', value: 'b' }], change('k', 'a'))).settle(),
  },
  { id: 'RSM-73', options: everyEntry, fires: equalMachines, play: (stage) => stage.call(3, remove('k')).settle().crash(0) },
  { id: 'RSM-74', fires: linearizable, play: (stage) => stage.call(3, put('b', '1')).settle().call(3, scan('a', 'b')).settle() },
];
