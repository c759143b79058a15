/** Deliberate bugs of the store as a service: when it answers, what it reads, and what it takes over from a snapshot. */
import { Dictionary } from '../../../sim/core/index.ts';
import type { Mutant } from '../../../sim/core/index.ts';
import { doneWith, replicaRules } from '../../raft/replica-rules.ts';
import type { ReplicaRules, ReplicaTurn } from '../../raft/replica-turn.ts';
import { storeRules } from '../store.ts';
import type { StoreChange, StoreQuery, StoreResult, Transaction } from '../store.ts';
import { sessionCommand } from './words.ts';
import type { StoreSessions } from './words.ts';

type ServiceMutant = Mutant<ReplicaRules<StoreSessions>>;

const correct = replicaRules<StoreSessions>();

const leads = ({ state }: ReplicaTurn<StoreSessions>): boolean => state.raft.role === 'leader';

const answersAppended: ServiceMutant = {
  id: 'RSM-61',
  title: 'A command is answered when the leader has appended it, with what it would do now.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'redisraft #14',
  scheduleSize: 1,
  replaces: {
    submit(turn, asker, command, clock) {
      const { machine, raft } = turn.state;
      correct.submit(turn, asker, command, clock);
      if (turn.state.raft.log.lastIndex > raft.log.lastIndex) turn.answer(asker, { kind: 'done', result: turn.parts.service.machine.apply(machine, command).result });
    },
  },
};

const readsByRole: ServiceMutant = {
  id: 'RSM-62',
  title: 'Whoever takes itself for the leader answers reads at once.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'sofa-jraft #25, tikv #964',
  scheduleSize: 3,
  replaces: {
    look(turn, asker, clock) {
      if (leads(turn)) turn.answer(asker, doneWith(turn, asker, null));
      else correct.look(turn, asker, clock);
    },
  },
};

/** In place of a query: the query, and what it said when it came. */
interface Early {
  readonly query: StoreQuery;
  readonly early: unknown;
}

const typed: { early(query: unknown): Early; range(result: unknown): { readonly result: Extract<StoreResult, { kind: 'range' }> } } = {
  early(query: Early) {
    return query;
  },
  range(result: { readonly result: Extract<StoreResult, { kind: 'range' }> }) {
    return result;
  },
};

const looksEarly: ReplicaRules<StoreSessions>['look'] = (turn, asker, clock) => {
  const query = asker.query?.query;
  if (turn.parts.reads === 'log') return correct.look(turn, asker, clock);
  correct.look(turn, { ...asker, query: { query: { query, early: turn.parts.service.machine.query(turn.state.machine, query) } } }, clock);
};

/** Answers a query that was looked up early: `resultOf` makes its answer of what was seen then and now. */
const answersEarly =
  (resultOf: (query: StoreQuery, early: unknown, now: unknown) => unknown): ReplicaRules<StoreSessions>['answerQuery'] =>
  (turn, id, result) => {
    const asker = turn.state.queries.get(id);
    if (asker === undefined || result.kind !== 'readable') return correct.answerQuery(turn, id, result);
    const { query, early } = typed.early(asker.query?.query);
    turn.state.queries = turn.state.queries.delete(id);
    turn.answer(asker, { kind: 'done', result: resultOf(query, early, turn.parts.service.machine.query(turn.state.machine, query)) });
  };

const readsBeforeConfirmation: ServiceMutant = {
  id: 'RSM-63',
  title: 'A read is looked up when it comes, and said when leadership is confirmed: a new leader has not applied all by then.',
  protocol: 'replicatedStoreServer',
  hardness: 'hard',
  source: 'thesis 6.4: the state machine is queried after it has reached the read index; Xraft-KV #1, etcd #13464',
  scheduleSize: 2,
  replaces: { look: looksEarly, answerQuery: answersEarly((_query, early) => early) },
};

const scansInParts: ServiceMutant = {
  id: 'RSM-64',
  title: 'The first key of a scan is looked up when it comes, and the others when leadership is confirmed.',
  protocol: 'replicatedStoreServer',
  hardness: 'hard',
  source: 'a scan is one operation: etcd serves all pages of a range at one revision',
  scheduleSize: 3,
  replaces: {
    look: looksEarly,
    answerQuery: answersEarly((query, early, now) => {
      if (query.kind !== 'scan') return now;
      const [first] = typed.range(early).result.entries;
      if (first === undefined) return now;
      const others = typed.range(now).result.entries.filter(([key]) => key > first[0]);
      return { kind: 'executed', result: { kind: 'range', entries: [first, ...others].slice(0, query.limit) } };
    }),
  },
};

const onlyLeaderCountsBytes: ServiceMutant = {
  id: 'RSM-65',
  title: 'Only a leader counts the bytes of its log: those of followers grow.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: 'lab 4 of 6.5840 (2024): every server keeps its log below maxraftstate',
  scheduleSize: 3,
  replaces: { bytesOf: (turn, index, entry) => (leads(turn) ? correct.bytesOf(turn, index, entry) : 0) },
};

const restoresOnTop: ServiceMutant = {
  id: 'RSM-66',
  title: 'A snapshot of the leader is laid over the values that are there: what was deleted in between is back.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: 'Figure 13, InstallSnapshot RPC, Receiver 8: "reset state machine using snapshot contents"',
  scheduleSize: 3,
  replaces: {
    restore(turn, snapshot) {
      const before = turn.state.machine.machine.values;
      correct.restore(turn, snapshot);
      const { machine } = turn.state;
      turn.state.machine = { ...machine, machine: { ...machine.machine, values: Dictionary.from([...before, ...machine.machine.values]) } };
    },
  },
};

const keepsOwnSessions: ServiceMutant = {
  id: 'RSM-67',
  title: 'A snapshot of the leader brings the values; the table of sessions stays as it was.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: '6.824 lab 3: the table is part of the snapshot',
  scheduleSize: 3,
  replaces: {
    restore(turn, snapshot) {
      const before = turn.state.machine;
      correct.restore(turn, snapshot);
      if (before.registered > 0) turn.state.machine = { ...before, machine: turn.state.machine.machine };
    },
  },
};

const isChange = (operation: StoreChange | StoreQuery): boolean => operation.kind !== 'get' && operation.kind !== 'scan';

const changesNothing = ({ success, failure }: Transaction): boolean => ![...success, ...failure].some(isChange);

const asksNobody: ServiceMutant = {
  id: 'RSM-68',
  title: 'A transaction that only looks is answered by whoever takes itself for the leader, without its log.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: 'thesis 6.4: transactions that only read must be as new as other reads',
  scheduleSize: 1,
  replaces: {
    submit(turn, asker, command, clock) {
      const asked = sessionCommand(command);
      const isLook = asked.kind === 'command' && asked.command.kind === 'transaction' && changesNothing(asked.command);
      if (isLook && leads(turn)) turn.answer(asker, { kind: 'done', result: turn.parts.service.machine.apply(turn.state.machine, command).result });
      else correct.submit(turn, asker, command, clock);
    },
  },
};

const never = { kind: 'revision', key: '', revision: -1 } as const;

const comparesOnArrival: ServiceMutant = {
  id: 'RSM-69',
  title: 'The comparisons of a transaction are judged when it arrives; its branch is performed when it is applied, whatever came in between.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: 'compare, then, else is one atomic step (etcd, KV.Txn)',
  scheduleSize: 2,
  replaces: {
    submit(turn, asker, command, clock) {
      const asked = sessionCommand(command);
      if (asked.kind !== 'command' || asked.command.kind !== 'transaction') return correct.submit(turn, asker, command, clock);
      const compare = storeRules.succeeds(turn.state.machine.machine, asked.command.compare) ? [] : [never];
      correct.submit(turn, asker, { ...asked, command: { ...asked.command, compare } }, clock);
    },
  },
};

export const serviceMutants = [
  answersAppended,
  readsByRole,
  readsBeforeConfirmation,
  scansInParts,
  onlyLeaderCountsBytes,
  restoresOnTop,
  keepsOwnSessions,
  asksNobody,
  comparesOnArrival,
] as const;
