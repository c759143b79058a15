/** Deliberate bugs of leadership transfer. */
import type { Mutant } from '../../../sim/core/index.ts';
import { raftRules } from '../raft-rules.ts';
import { ignore } from '../rules.ts';
import type { RaftRules } from '../rules.ts';

type RaftMutant = Mutant<RaftRules>;

const writesDuringTransfer: RaftMutant = {
  id: 'RAFT-XFER-01',
  title: 'Commands are accepted while leadership is being handed over.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'hashicorp/raft #581',
  scheduleSize: 2,
  replaces: {
    start(turn, id, command) {
      const { transfer } = turn.state;
      turn.state.transfer = null;
      raftRules.start(turn, id, command);
      turn.state.transfer = transfer;
    },
  },
};

const neverGivesUp: RaftMutant = {
  id: 'RAFT-XFER-02',
  title: 'A transfer to a server that does not answer is never given up.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'openraft #1747',
  scheduleSize: 3,
  replaces: { abandonTransfer: () => {} },
};

// Of a server that does not lead, nothing reads `leaseForfeited`: here it stands for the flag.
const privilegeStays: RaftMutant = {
  id: 'RAFT-XFER-04',
  title: 'After an election at a leader\'s wish has failed, the next ones claim the same privilege.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'hashicorp/raft #570',
  scheduleSize: 3,
  replaces: {
    handleTimeoutNow(turn, message) {
      raftRules.handleTimeoutNow(turn, message);
      if (turn.state.role === 'candidate') turn.state.leaseForfeited = true;
    },
    startPreVote(turn) {
      if (turn.state.leaseForfeited) turn.rules.startElection(turn, true);
      else raftRules.startPreVote(turn);
    },
  },
};

const obeysLateOrders: RaftMutant = {
  id: 'RAFT-XFER-52',
  title: 'TimeoutNow of an earlier term is obeyed: it deposes a leader who has not sent it, and whose lease it does not end.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 3.10; etcd #12704 on late TimeoutNow',
  scheduleSize: 3,
  replaces: {
    handleTimeoutNow(turn) {
      if (turn.state.role === 'leader' || !turn.isVoter) return ignore('too late');
      turn.rules.startElection(turn, true);
    },
  },
};

export const transferMutants = [writesDuringTransfer, neverGivesUp, privilegeStays, obeysLateOrders] as const;
