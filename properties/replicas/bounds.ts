/** What a replicated service may cost. */
import { sizeOf } from '../../sim/core/index.ts';
import { across, afterwards, type Property } from '../property.ts';
import type { ReplicaWords } from './applied.ts';

/**
 * The labs allow the log eight times the bytes at which a snapshot is due. Demanded of what was committed: only that can be
 * compacted. What was not is bounded for each leader (`maxUncommitted`), but leaders that commit nothing may follow each other.
 * `maxStateBytes` as in the replica's options.
 */
export function logBytesBounded(maxStateBytes: number): Property {
  const most = 8 * maxStateBytes;
  return across<ReplicaWords<object>>('what is committed takes at most eight times the bytes that make a snapshot due', 'server', ({ before, after }) => {
    if (!('raft' in after) || (after.raft.log === before.raft.log && after.raft.commitIndex === before.raft.commitIndex)) return true;
    const { log, commitIndex } = after.raft;
    const committed = commitIndex < log.lastIndex ? log.truncate(commitIndex) : log;
    const bytes = sizeOf(committed);
    return bytes <= most || `${bytes} bytes in ${committed.length} entries`;
  });
}

/** What messages may be sent for: each call, each second, and (elections, catching up) each run. */
export interface MessageAllowance {
  readonly perCall: number;
  readonly perSecond: number;
  readonly perRun: number;
}

const second = 1_000_000;

/** No more messages than this are sent, whatever goes wrong. */
export function messagesBounded({ perCall, perSecond, perRun }: MessageAllowance): Property {
  return afterwards('messages are sent in proportion to calls and time', ({ view, calls, counters }) => {
    const most = perRun + perCall * calls.length + Math.ceil((perSecond * view.now) / second);
    return counters.sent <= most || `${counters.sent} messages for ${calls.length} calls in ${view.now} us: at most ${most}`;
  });
}
