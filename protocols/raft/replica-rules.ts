/** The rules of a replica: what becomes of what clients ask, and of what Raft commits (paper, sections 5.3, 7 and 8). */
import { Dictionary, sizeOf } from '../../sim/core/index.ts';
import { requireApplied, requirePieces } from './bad-input.ts';
import type { Entry, RaftRecord } from './raft.ts';
import { outcomeOf } from './replica-turn.ts';
import type { ReplicaRules, ReplicaTurn } from './replica-turn.ts';
import type { Asker } from './replica-words.ts';
import { ignore } from './rules.ts';
import type { Outcome } from './service.ts';

/** The rules of a replica. */
export const replicaRules = <State>(): ReplicaRules<State> => ({ ...clientRules<State>(), ...applyRules<State>(), runErrands });

function runErrands<State>(turn: ReplicaTurn<State>, since: State | null): void {
  // Early: an errand speaks of what was applied, which is committed.
  for (const { to, message } of turn.parts.service.errands?.due(turn.state.machine, since, turn.choose) ?? []) turn.sendEarly(to, message);
}

const clientRules = <State>(): Pick<ReplicaRules<State>, 'submit' | 'look' | 'awaitCommit' | 'failWaiting' | 'answerQuery'> => ({
  submit: (turn, asker, command, clock) => turn.ask(asker, { kind: 'start', command }, clock),

  look(turn, asker, clock) {
    const { state, parts } = turn;
    switch (parts.reads) {
      case 'log':
        return turn.ask(asker, { kind: 'start', command: null }, clock);
      case 'stale':
        return turn.answer(asker, doneWith(turn, asker, null));
      case 'readIndex':
      case 'lease': {
        const id = state.nextRead++;
        state.queries = state.queries.set(id, asker);
        return turn.stepRaft({ kind: 'request', id, request: { kind: 'read' }, clock });
      }
    }
  },

  awaitCommit({ state }, asker, { index, term }) {
    state.submissions = state.submissions.set(index, { ...asker, term });
  },

  failWaiting(turn) {
    const { state } = turn;
    for (const asker of state.submissions.values()) turn.answer(asker, { kind: 'notLeader', leader: state.raft.leaderId, mayHappen: true });
    state.submissions = Dictionary.empty();
  },

  answerQuery(turn, id, result) {
    const { state } = turn;
    const asker = state.queries.get(id);
    if (asker === undefined) return ignore('answered before');
    state.queries = state.queries.delete(id);
    if (result.kind === 'readable') turn.answer(asker, doneWith(turn, asker, null));
    else if (result.kind !== 'started') turn.answer(asker, outcomeOf(result));
  },
});

const applyRules = <State>(): Pick<ReplicaRules<State>, 'apply' | 'restore' | 'bytesOf' | 'isSnapshotDue'> => ({
  apply(turn, index, entry) {
    const { state, parts } = turn;
    const { machine } = parts.service;
    const asker = state.submissions.get(index);
    state.submissions = state.submissions.delete(index);
    // A read through the log is an entry without a command.
    const hasEffect = entry.kind === 'command' && entry.command !== null;
    const applied = hasEffect ? requireApplied(machine.apply(state.machine, entry.command), entry.command) : { state: state.machine, result: null };
    state.machine = applied.state;
    state.logBytes += parts.rules.bytesOf(turn, index, entry);
    if (asker !== undefined) turn.answer(asker, asker.term === entry.term ? doneWith(turn, asker, applied.result) : { kind: 'notLeader', leader: state.raft.leaderId, mayHappen: false });
    if (!parts.rules.isSnapshotDue(turn, index)) return;
    state.logBytes = 0;
    turn.compactAt(index, requirePieces(machine.snapshot(state.machine)));
  },

  restore(turn, { pieces }) {
    turn.state.machine = turn.parts.service.machine.restore(pieces);
    turn.state.logBytes = 0;
  },

  bytesOf: ({ parts }, index, entry) => (parts.maxStateBytes === null ? 0 : sizeOf(recordOf(index, entry))),

  isSnapshotDue({ parts, state }, index) {
    const { snapshotEvery, maxStateBytes } = parts;
    return (snapshotEvery !== null && (index + 1) % snapshotEvery === 0) || (maxStateBytes !== null && state.logBytes > maxStateBytes);
  },
});

const recordOf = (index: number, entry: Entry): RaftRecord => ({ kind: 'entries', prevLogIndex: index - 1, entries: [entry] });

/** The result of a command, or what the state says to a query now. */
export function doneWith<State>({ parts, state }: ReplicaTurn<State>, { query }: Asker<unknown>, result: unknown): Outcome {
  return { kind: 'done', result: query === null ? result : parts.service.machine.query(state.machine, query.query) };
}
