/** Deliberate bugs of applying, and of answering who waits for it. */
import type { Mutant } from '../../../sim/core/index.ts';
import { replicaRules } from '../replica-rules.ts';
import type { ReplicaRules } from '../replica-turn.ts';
import type { RaftRules } from '../rules.ts';

const correct = replicaRules<unknown>();

const appliesAppended: Mutant<RaftRules> = {
  id: 'RAFT-APPLY-01',
  title: 'Entries are applied as soon as they are appended.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'Figure 2, Rules for Servers, All Servers',
  scheduleSize: 0,
  replaces: {
    applyCommitted(turn) {
      const { state } = turn;
      while (state.lastApplied < turn.lastIndex) {
        const index = ++state.lastApplied;
        turn.emit({ kind: 'apply', index, entry: state.log.at(index) });
      }
    },
  },
};

const answersAppended: Mutant<ReplicaRules<unknown>> = {
  id: 'RAFT-APPLY-02',
  title: 'A write is answered when it has been appended at the leader.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'redisraft #14',
  scheduleSize: 3,
  replaces: {
    awaitCommit(turn, asker, started) {
      if (asker.query === null) turn.answer(asker, { kind: 'done', result: null });
      else correct.awaitCommit(turn, asker, started);
    },
  },
};

/** Entries that the mutant below applies at once. */
const batch = 2;

const skipsRestOfBatch: Mutant<RaftRules> = {
  id: 'RAFT-APPLY-04',
  title: 'Of many entries that are committed at once only the first are applied, and all count as applied.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: '6.824 lab 2: lastApplied set to the commit index after a batch was copied',
  scheduleSize: 3,
  replaces: {
    applyCommitted(turn) {
      const { state } = turn;
      const end = Math.min(state.commitIndex, state.lastApplied + batch);
      for (let index = state.lastApplied + 1; index <= end; index++) turn.emit({ kind: 'apply', index, entry: state.log.at(index) });
      state.lastApplied = Math.max(state.lastApplied, state.commitIndex);
    },
  },
};

const appliesForWaitersOnly: Mutant<ReplicaRules<unknown>> = {
  id: 'RAFT-APPLY-05',
  title: 'A leader applies a command only if somebody waits for it: replicas drift apart.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'of the kind of databend #7325, copycat #40, etcd #7320: what is applied depends on more than the log',
  scheduleSize: 2,
  replaces: {
    apply(turn, index, entry) {
      const { raft, submissions } = turn.state;
      const isWanted = raft.role !== 'leader' || submissions.get(index) !== undefined;
      correct.apply(turn, index, isWanted ? entry : { kind: 'noOp', term: entry.term });
    },
  },
};

const answersByIndex: Mutant<ReplicaRules<unknown>> = {
  id: 'RAFT-APPLY-51',
  title: 'Whoever waits for an index is answered when it is applied, whatever stands there: waiters survive the loss of leadership.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: "libraft #5; 6.824 lab 3: a different request at the index means that leadership was lost",
  scheduleSize: 3,
  replaces: {
    failWaiting() {},
    apply(turn, index, entry) {
      const { submissions } = turn.state;
      const asker = submissions.get(index);
      if (asker !== undefined) turn.state.submissions = submissions.set(index, { ...asker, term: entry.term });
      correct.apply(turn, index, entry);
    },
  },
};

const restoresOnceOnly: Mutant<ReplicaRules<unknown>> = {
  id: 'RAFT-APPLY-52',
  title: 'A snapshot restores the state machine only where nothing has been applied yet.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'Figure 13, InstallSnapshot RPC, Receiver 8: "reset state machine using snapshot contents"',
  scheduleSize: 3,
  replaces: {
    restore(turn, snapshot) {
      if (turn.state.machine === turn.parts.service.machine.empty) correct.restore(turn, snapshot);
    },
  },
};

export const applyMutants = [appliesAppended, answersAppended, skipsRestOfBatch, appliesForWaitersOnly, answersByIndex, restoresOnceOnly] as const;
