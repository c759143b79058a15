/** Deterministic state machines, as Raft replicates them (paper, section 2). */
import { Dictionary, Log } from '../../sim/core/index.ts';

/** A state machine: pure, so that the same commands in the same order lead to the same state everywhere. */
export interface Machine<State, Command = unknown, Query = unknown, Result = unknown, Piece = unknown> {
  readonly empty: State;
  apply(state: State, command: Command): Applied<State, Result>;
  /** Answers without changing anything. */
  query(state: State, query: Query): Result;
  /** The whole state in pieces, for a snapshot; `restore` undoes it. */
  snapshot(state: State): readonly Piece[];
  restore(pieces: readonly Piece[]): State;
}

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

/** A command with what identifies it, however often it is sent and appended (paper, section 8). */
export interface SessionCommand<Command = unknown> {
  readonly session: number;
  /** Counts the commands of the session, from 1; one at a time. */
  readonly number: number;
  readonly command: Command;
}

/** The newest command of one session. */
export interface Remembered<Result> {
  readonly number: number;
  readonly result: Result;
}

export interface Sessions<State, Result> {
  readonly machine: State;
  readonly sessions: Dictionary<number, Remembered<Result>>;
}

type SessionPiece<Result, Piece> =
  | { readonly kind: 'session'; readonly session: number; readonly newest: Remembered<Result> }
  | { readonly kind: 'piece'; readonly piece: Piece };

/** The machine behind a table of sessions: each command takes effect once, and is answered alike each time. */
export function withSessions<State, Command, Query, Result, Piece>(
  machine: Machine<State, Command, Query, Result, Piece>,
): Machine<Sessions<State, Result>, SessionCommand<Command>, Query, Result | null, SessionPiece<Result, Piece>> {
  return {
    empty: { machine: machine.empty, sessions: Dictionary.empty() },
    apply(state, { session, number, command }) {
      if (typeof session !== 'number' || typeof number !== 'number') throw new TypeError('a command of a machine with sessions is { session, number, command }, with numbers');
      const newest = state.sessions.get(session);
      // Older ones have no reader any more: a session has one command at a time.
      if (newest !== undefined && number <= newest.number) return { state, result: number === newest.number ? newest.result : null };
      const { state: after, result } = machine.apply(state.machine, command);
      return { state: { machine: after, sessions: state.sessions.set(session, { number, result }) }, result };
    },
    query: (state, query) => machine.query(state.machine, query),
    snapshot({ machine: inner, sessions }) {
      const table = [...sessions].map(([session, newest]) => ({ kind: 'session' as const, session, newest }));
      return [...table, ...machine.snapshot(inner).map((piece) => ({ kind: 'piece' as const, piece }))];
    },
    restore(pieces) {
      const sessions = pieces.flatMap((piece) => (piece.kind === 'session' ? [[piece.session, piece.newest] as const] : []));
      return { machine: machine.restore(pieces.flatMap((piece) => (piece.kind === 'piece' ? [piece.piece] : []))), sessions: Dictionary.from(sessions) };
    },
  };
}
