/** Deterministic state machines, as Raft replicates them (paper, section 2). */
import { Log } from '../../sim/core/index.ts';

/** A state machine: pure, so that the same commands in the same order lead to the same state everywhere. */
export interface Machine<State, Command = unknown, Query = unknown, Result = unknown, Piece = unknown> {
  readonly empty: State;
  apply(state: State, command: Command): Applied<State, Result>;
  /** Answers without changing anything. */
  query(state: State, query: Query): Result;
  /** The whole state in pieces, for a snapshot; `restore` undoes it. Equal states give equal pieces in equal order, however they came about. */
  snapshot(state: State): readonly Piece[];
  restore(pieces: readonly Piece[]): State;
}

/** The state after a command, and what is answered. */
export interface Applied<State, Result> {
  readonly state: State;
  readonly result: Result;
}

/** All commands so far, as in the labs' Raft tests. A query asks how many there are. */
export const commandList: Machine<Log<unknown>, unknown, unknown, number> = {
  empty: Log.empty(),
  apply(commands, command) {
    const state = commands.append(command);
    return { state, result: state.lastIndex };
  },
  query: (commands) => commands.length,
  snapshot: (commands) => commands.slice(),
  restore: (pieces) => Log.from(pieces),
};

/** One value, and how often it was written. */
export interface Register {
  /** Null: nothing was written yet. */
  readonly value: string | null;
  readonly writes: number;
}

const nothingWritten: Register = { value: null, writes: 0 };

/** A register: a command is the value to write, a query reads. Both answer with the register. */
export const register: Machine<Register, string, unknown, Register, Register> = {
  empty: nothingWritten,
  apply({ writes }, value) {
    const state = { value, writes: writes + 1 };
    return { state, result: state };
  },
  query: (state) => state,
  snapshot: (state) => [state],
  restore: ([state]) => state ?? nothingWritten,
};
