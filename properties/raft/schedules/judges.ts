import type { RaftRecord } from '../../../protocols/raft/index.ts';
import { isRaftMessage } from '../../../protocols/raft/index.ts';
import type { Property } from '../../property.ts';
import { commandsCountOnce, RaftLens, raftSafety, sameMachine } from '../index.ts';
import type { RegisterWords } from './stage.ts';

type State = RegisterWords['state'];

const machines: { of(state: object): State['machine'] } = { of: ({ machine }: State) => machine };

/** All that judge replicas of a register in a run, step by step. */
export function judges(): readonly Property[] {
  const lens = new RaftLens({
    raftOf: ({ raft }: State) => raft,
    messageOf: (message: unknown) => (isRaftMessage(message) ? message : null),
    recordOf: (record: RaftRecord) => record,
  });
  return [...raftSafety(lens), sameMachine(lens, (state) => machines.of(state)), commandsCountOnce(lens, (state) => machines.of(state).machine.writes)];
}
