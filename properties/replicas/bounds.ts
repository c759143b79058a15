/** What a replicated service may cost. */
import { sizeOf } from '../../sim/core/index.ts';
import { across, afterwards, type Property } from '../property.ts';
import type { ReplicaWords } from './applied.ts';

/** The labs allow the log eight times the bytes at which a snapshot is due. `maxStateBytes` as in the replica's options. */
export function logBytesBounded(maxStateBytes: number): Property {
  const most = 8 * maxStateBytes;
  return across<ReplicaWords<object>>(`a log has at most ${most} bytes`, 'server', ({ before, after }) => {
    if (!('raft' in after) || after.raft.log === before.raft.log) return true;
    const bytes = sizeOf(after.raft.log);
    return bytes <= most || `${bytes} bytes in ${after.raft.log.length} entries`;
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
