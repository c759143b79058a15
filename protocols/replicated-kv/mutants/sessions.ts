/** Deliberate bugs of exactly once: the table of sessions, and what becomes of it in snapshots. */
import { Dictionary } from '../../../sim/core/index.ts';
import type { Mutant } from '../../../sim/core/index.ts';
import { replicaRules } from '../../raft/replica-rules.ts';
import type { ReplicaRules } from '../../raft/replica-turn.ts';
import { sessionRules } from '../../raft/sessions.ts';
import type { SessionRules } from '../../raft/sessions.ts';
import { sessionCommand, storeResult } from './words.ts';
import type { StoreSessions } from './words.ts';

const correct = replicaRules<StoreSessions>();

const looksOnlyOnArrival: Mutant<ReplicaRules<StoreSessions> & SessionRules> = {
  id: 'RSM-02',
  title: 'Whether a command was executed is looked up when it arrives, and not again when it is applied.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: '6.824 lab 3: two copies of a request in the log; the table must be asked at apply',
  scheduleSize: 2,
  replaces: {
    submit(turn, asker, command, clock) {
      const asked = sessionCommand(command);
      const newest = asked.kind === 'command' ? turn.state.machine.table.get(asked.session) : undefined;
      const isKnown = asked.kind === 'command' && sessionRules.ageOf(newest, asked.number) === 'repeated';
      if (isKnown && newest !== undefined && newest.answer !== null) turn.answer(asker, { kind: 'done', result: newest.answer });
      else correct.submit(turn, asker, command, clock);
    },
    ageOf: () => 'new',
  },
};

const comparesForEquality: Mutant<SessionRules> = {
  id: 'RSM-03',
  title: 'Only the newest command of a session is known again: an older copy is executed.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: 'thesis 6.3: numbers up to the newest one are known, not only the newest',
  scheduleSize: 3,
  replaces: { ageOf: (newest, number) => (newest?.number === number ? 'repeated' : 'new') },
};

const readmitsForgotten: Mutant<SessionRules> = {
  id: 'RSM-06',
  title: 'A command of a session that was forgotten makes the session anew, and is executed again.',
  protocol: 'replicatedStoreServer',
  hardness: 'hard',
  source: 'TigerBeetle, commit 1955acc45; thesis 6.3',
  scheduleSize: 3,
  replaces: { admits: () => true },
};

const forgetsNobody: Mutant<SessionRules> = {
  id: 'RSM-18',
  title: 'The table of sessions grows without a bound.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'thesis 6.3: sessions must expire on all servers alike',
  scheduleSize: 2,
  replaces: { isFull: () => false },
};

const leavesSessionsOut: Mutant<SessionRules> = {
  id: 'RSM-51',
  title: 'A snapshot says how many sessions there were, and leaves the sessions out.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: '6.824 lab 3; redisraft #568',
  scheduleSize: 2,
  replaces: { snapshotTable: (table) => sessionRules.snapshotTable({ ...table, table: Dictionary.empty() }) },
};

const leavesNumbersOut: Mutant<SessionRules> = {
  id: 'RSM-52',
  title: 'A snapshot has the sessions, and not what each of them has done.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: '6.824 lab 3: duplicates must be detected across snapshots',
  scheduleSize: 2,
  replaces: {
    snapshotTable: (table) =>
      sessionRules.snapshotTable(table).map((piece) => (piece.kind === 'session' ? { ...piece, newest: { ...piece.newest, number: 0, answer: null } } : piece)),
  },
};

const reusesNumbers: Mutant<SessionRules> = {
  id: 'RSM-53',
  title: 'A new session gets a number that is free in the table: that of a forgotten one, or of one that is in use.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'thesis 6.3: sessions are told apart by identifiers that are unique',
  scheduleSize: 3,
  replaces: { nextSession: ({ table }) => table.size + 1 },
};

const countsSessionsAnew: Mutant<SessionRules> = {
  id: 'RSM-54',
  title: 'How many sessions there were is not in the snapshot: their numbers come again.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: 'thesis 6.3: sessions are told apart by identifiers that are unique',
  scheduleSize: 2,
  replaces: { restoreTable: (pieces) => ({ ...sessionRules.restoreTable(pieces), registered: 0 }) },
};

const demandsEveryNumber: Mutant<SessionRules> = {
  id: 'RSM-55',
  title: 'A command whose number does not follow on the one before is refused: numbers that went to queries are missing.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'thesis 6.3: serial numbers grow; nothing says that none is left out',
  scheduleSize: 2,
  replaces: { ageOf: (newest, number) => (newest !== undefined && number > newest.number + 1 ? 'overtaken' : sessionRules.ageOf(newest, number)) },
};

const agesLocally: Mutant<ReplicaRules<StoreSessions>> = {
  id: 'RSM-56',
  title: 'A session is used when it is answered, which only the leader does: replicas forget different ones.',
  protocol: 'replicatedStoreServer',
  hardness: 'medium',
  source: 'thesis 6.3: sessions must expire on all servers alike',
  scheduleSize: 1,
  replaces: {
    apply(turn, index, entry) {
      const isAnswered = turn.state.submissions.get(index) !== undefined;
      correct.apply(turn, index, entry);
      const asked = entry.kind === 'command' && entry.command !== null ? sessionCommand(entry.command) : null;
      const { machine } = turn.state;
      const newest = asked?.kind === 'command' ? machine.table.get(asked.session) : undefined;
      if (!isAnswered || newest === undefined || asked?.kind !== 'command') return;
      turn.state.machine = { ...machine, used: machine.used + 1, table: machine.table.set(asked.session, { ...newest, usedAt: machine.used + 1 }) };
    },
  },
};

/** Numbers that the mutant below still knows. */
const window = 3;

const forgetsOldNumbers: Mutant<SessionRules> = {
  id: 'RSM-80',
  title: 'Of each session only the last few numbers are known: a copy of an older command is executed.',
  protocol: 'replicatedStoreServer',
  hardness: 'hard',
  source: 'thesis 6.3: numbers up to the newest one are known; a window is no better than the longest delay of the network',
  scheduleSize: 6,
  replaces: { ageOf: (newest, number) => (newest !== undefined && number < newest.number - window ? 'new' : sessionRules.ageOf(newest, number)) },
};

const refusesOnArrival: Mutant<ReplicaRules<StoreSessions>> = {
  id: 'RSM-84',
  title: 'A session that the leader does not know when a command arrives is reported as forgotten: its registration may be under way, or this leader deposed.',
  protocol: 'replicatedStoreServer',
  hardness: 'hard',
  source: 'thesis 6.3: the table is part of the replicated state; what decides is in the log',
  scheduleSize: 3,
  replaces: {
    submit(turn, asker, command, clock) {
      const asked = sessionCommand(command);
      const isUnknown = asked.kind === 'command' && turn.state.machine.table.get(asked.session) === undefined;
      if (isUnknown && turn.state.raft.role === 'leader') turn.answer(asker, { kind: 'done', result: { kind: 'expired' } });
      else correct.submit(turn, asker, command, clock);
    },
  },
};

const keepsNoFailure: Mutant<SessionRules> = {
  id: 'RSM-85',
  title: 'A transaction that took its else branch and changed nothing is not remembered: a copy of it may take the other branch later.',
  protocol: 'replicatedStoreServer',
  hardness: 'hard',
  source: 'thesis 6.3: the response is stored with the number of every command, whatever the response is',
  scheduleSize: 1,
  replaces: {
    keeps({ result }) {
      const told = storeResult(result);
      return told.kind !== 'transaction' || told.succeeded || told.results.some(({ kind }) => kind === 'changed');
    },
  },
};

const forgetsInOrder: Mutant<SessionRules> = {
  id: 'RSM-88',
  title: 'Only sessions older than all that are remembered count as forgotten: one that was silent while an older one went on is made anew.',
  protocol: 'replicatedStoreServer',
  hardness: 'hard',
  source: 'TigerBeetle, commit 1955acc45; thesis 6.3: sessions are forgotten by use, not by age',
  scheduleSize: 5,
  replaces: { admits: (_capacity, session, table) => session > Math.min(...[...table].map(([known]) => known)) },
};

export const sessionMutants = [
  looksOnlyOnArrival,
  comparesForEquality,
  readmitsForgotten,
  forgetsNobody,
  leavesSessionsOut,
  leavesNumbersOut,
  reusesNumbers,
  countsSessionsAnew,
  demandsEveryNumber,
  agesLocally,
  forgetsOldNumbers,
  refusesOnArrival,
  keepsNoFailure,
  forgetsInOrder,
] as const;
