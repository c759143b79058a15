import type { VersionedRequest } from '../../../protocols/kv/index.ts';
import { both, entries, from, not, ok, to, vote } from './stage.ts';
import type { ServiceSchedule } from './schedule.ts';

const put = (version: number, value: string = `${version}`): VersionedRequest => ({ kind: 'put', key: 'k', value, version });
const get: VersionedRequest = { kind: 'get', key: 'k' };

const once = 'each command takes effect exactly once if it is answered, and at most once';
const judgedAgain = 'no put is judged again that was executed, or overtaken';
const equalMachines = 'equal machines at equal applied index (2)';

/** A snapshot after every entry. */
const everyEntry = { maxStateBytes: 1 } as const;

export const versionedSchedules: readonly ServiceSchedule[] = [
  { id: 'RSM-09', fires: once, play: (stage) => stage.call(3, put(0, 'a')).call(4, put(0, 'b')).settle() },
  { id: 'RSM-21', fires: judgedAgain, play: (stage) => stage.call(3, put(0)).duplicate(from(3)).settle(not(ok)).settle() },
  {
    id: 'RSM-22',
    fires: once,
    play(stage) {
      const copy = stage.call(3, put(1)).hold(from(3));
      stage.release(copy).settle().call(4, put(0)).settle().release(copy).settle();
    },
  },
  {
    id: 'RSM-08',
    options: { preVote: false, checkQuorum: false },
    fires: once,
    // Server 1 has the put when it deposes the leader.
    play(stage) {
      stage.call(3, put(0)).deliver(from(3)).deliver(both(entries, to(1)));
      stage.fire(1, 'election').fire(1, 'election').deliver(both(vote, to(0))).deliver(to(3)).settle().heartbeat(1);
    },
  },
  {
    id: 'RSM-81',
    fires: judgedAgain,
    play(stage) {
      const late = stage.call(3, put(0)).hold(from(3));
      stage.fire(3, 'retry').settle(not(ok)).hold(ok);
      stage.release(late).settle(not(ok));
    },
  },
  {
    id: 'RSM-82',
    fires: once,
    play(stage) {
      const copy = stage.call(3, put(1)).hold(from(3));
      stage.release(copy).settle().call(3, put(0)).settle().release(copy).settle();
    },
  },
  {
    id: 'RSM-83',
    fires: once,
    play(stage) {
      const copy = stage.call(3, put(1)).hold(from(3));
      stage.release(copy).settle().call(4, put(0)).settle().release(copy).settle();
    },
  },
  { id: 'RSM-86', fires: 'what was executed is heard', play: (stage) => stage.call(3, put(1)).settle().call(3, put(0)).duplicate(from(3)).settle(not(ok)) },
  {
    id: 'RSM-87',
    fires: once,
    play(stage) {
      const copy = stage.call(3, put(1)).hold(from(3));
      stage.release(copy).settle().call(4, put(0)).settle().release(copy).settle();
    },
  },
  { id: 'RSM-75', options: everyEntry, fires: equalMachines, play: (stage) => stage.call(3, put(0)).settle().crash(0) },
  { id: 'RSM-76', options: everyEntry, fires: equalMachines, play: (stage) => stage.call(3, put(0)).settle().call(3, put(1)).settle().crash(0) },
  {
    id: 'RSM-77',
    fires: 'linearizable (kvv)',
    play: (stage) => stage.call(3, put(0)).settle().call(4, get).fire(4, 'retry').deliver(both(from(4), to(1))).settle(),
  },
];
