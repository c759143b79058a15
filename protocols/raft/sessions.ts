/**
 * Exactly once: a state machine behind a table of sessions (paper, section 8; thesis 6.3). However often a command is sent and
 * appended, it takes effect once and is answered alike each time.
 *
 * A table without a bound takes any session that turns up, under a name of its own: its clients do not register. A bounded one forgets
 * the session that was used least recently, so it must know a forgotten session from a new one: sessions are registered through the log,
 * which numbers them, and a command of a session that is not in the table is refused for good. Otherwise an old copy of a forgotten
 * session's command would be executed again.
 */
import { assert, Dictionary, unreachable } from '../../sim/core/index.ts';
import { requireApplied, requireMachine, requireOption, requirePieces, requireRequest } from './bad-input.ts';
import type { Applied, Machine } from './machine.ts';

/** What is submitted to a machine behind a table of sessions. */
export type SessionCommand<Command = unknown> =
  /** Asks for a session; answered with its number. A copy of this makes a session that nobody uses. */
  | { readonly kind: 'register' }
  /** `number` counts the commands of the session, from 1; one at a time. */
  | { readonly kind: 'command'; readonly session: number; readonly number: number; readonly command: Command }
  /** Does no harm however often it is executed: it needs no session. */
  | { readonly kind: 'repeatable'; readonly command: Command };

/** What it answers. */
export type SessionResult<Result = unknown> =
  | { readonly kind: 'registered'; readonly session: number }
  | Executed<Result>
  /** The session is past this command: its answer was seen. */
  | { readonly kind: 'overtaken' }
  /** The session was forgotten. The command may have taken effect before that, and never will from now on. */
  | { readonly kind: 'expired' };

export interface Executed<Result = unknown> {
  readonly kind: 'executed';
  readonly result: Result;
}

/** The newest command of one session. */
export interface Remembered<Result> {
  /** 0 where there was none yet. */
  readonly number: number;
  /** What it was answered, which may be nothing: null where there was none yet. */
  readonly answer: Executed<Result> | null;
  /** Commands that the table had seen when this session was used last. */
  readonly usedAt: number;
}

/** The machine's state and the table of its sessions, replicated together. */
export interface Sessions<State, Result> {
  readonly machine: State;
  readonly table: Dictionary<number, Remembered<Result>>;
  /** Sessions registered so far: the newest has this number. */
  readonly registered: number;
  /** Commands so far: the time by which sessions grow old. */
  readonly used: number;
}

/** The sessions themselves, without the state that they guard. */
export type SessionTable<Result> = Omit<Sessions<unknown, Result>, 'machine'>;

/** A piece of the table, in a snapshot. */
export type TablePiece<Result> =
  | { readonly kind: 'sessions'; readonly registered: number; readonly used: number }
  | { readonly kind: 'session'; readonly session: number; readonly newest: Remembered<Result> };

export type SessionPiece<Result, Piece> = TablePiece<Result> | { readonly kind: 'piece'; readonly piece: Piece };

/** How the table of sessions works. */
export interface SessionRules {
  /** What is known of a session's command: not yet executed, the newest one again, or older. */
  ageOf(newest: Remembered<unknown> | undefined, number: number): 'new' | 'repeated' | 'overtaken';
  /** Must a session be forgotten before another one is remembered? Null: there is no bound. */
  isFull(table: Dictionary<number, Remembered<unknown>>, capacity: number | null): boolean;
  /** The session that a full table forgets. */
  victim(table: Dictionary<number, Remembered<unknown>>): number;
  /** Does a session that is not in the table exist? Where the table is bounded, it has been forgotten. */
  admits(capacity: number | null, session: number, table: Dictionary<number, Remembered<unknown>>): boolean;
  /** Is this answer remembered? Each is, whatever it says: a copy of the command must not be told anything else. */
  keeps(answer: Executed): boolean;
  /** The number of the next session. No number comes back: what was said under it may still be under way. */
  nextSession(table: SessionTable<unknown>): number;
  /** The table in pieces, for a snapshot: what came before it must not be executed after it. `restoreTable` undoes it. */
  snapshotTable<Result>(table: SessionTable<Result>): readonly TablePiece<Result>[];
  restoreTable<Result>(pieces: readonly TablePiece<Result>[]): SessionTable<Result>;
}

/** The rules of the table. */
export const sessionRules: SessionRules = {
  ageOf(newest, number) {
    if (newest === undefined || number > newest.number) return 'new';
    return number === newest.number ? 'repeated' : 'overtaken';
  },

  isFull: (table, capacity) => capacity !== null && table.size >= capacity,

  victim(table) {
    let oldest: { readonly session: number; readonly usedAt: number } | null = null;
    for (const [session, { usedAt }] of table) if (oldest === null || usedAt < oldest.usedAt) oldest = { session, usedAt };
    assert(oldest !== null, 'a full table has a session to forget');
    return oldest.session;
  },

  admits: (capacity) => capacity === null,

  keeps: () => true,

  nextSession: ({ registered }) => registered + 1,

  snapshotTable: ({ table, registered, used }) => [{ kind: 'sessions', registered, used }, ...[...table].map(([session, newest]) => ({ kind: 'session' as const, session, newest }))],

  restoreTable(pieces) {
    const { registered, used } = pieces.find((piece) => piece.kind === 'sessions') ?? { registered: 0, used: 0 };
    return { table: Dictionary.from(pieces.flatMap((piece) => (piece.kind === 'session' ? [[piece.session, piece.newest] as const] : []))), registered, used };
  },
};

const commandFields = { register: [], command: ['session', 'number', 'command'], repeatable: ['command'] } as const satisfies Readonly<Record<SessionCommand['kind'], readonly string[]>>;

type SessionMachine<State, Command, Query, Result, Piece> = Machine<Sessions<State, Result>, SessionCommand<Command>, Query, SessionResult<Result>, SessionPiece<Result, Piece>>;

/**
 * The machine behind a table of sessions: at most `capacity` (at least 1), or any number. Queries need no session. Throws for a capacity that is
 * no such number, and for what is no machine.
 */
export function withSessions<State, Command, Query, Result, Piece>(
  machine: Machine<State, Command, Query, Result, Piece>,
  capacity: number | null = null,
  rules: SessionRules = sessionRules,
): SessionMachine<State, Command, Query, Result, Piece> {
  type Table = Sessions<State, Result>;
  requireParts(machine, capacity);

  function remember(state: Table, session: number, newest: Omit<Remembered<Result>, 'usedAt'>): Table {
    const isKnown = state.table.get(session) !== undefined;
    const kept = !isKnown && rules.isFull(state.table, capacity) ? state.table.delete(rules.victim(state.table)) : state.table;
    const used = state.used + 1;
    return { ...state, table: kept.set(session, { ...newest, usedAt: used }), used };
  }

  function register(state: Table): Applied<Table, SessionResult<Result>> {
    const session = rules.nextSession(state);
    return { state: { ...remember(state, session, { number: 0, answer: null }), registered: session }, result: { kind: 'registered', session } };
  }

  function execute(state: Table, session: number, number: number, command: Command): Applied<Table, SessionResult<Result>> {
    const newest = state.table.get(session);
    if (newest === undefined && !rules.admits(capacity, session, state.table)) return { state, result: { kind: 'expired' } };
    const age = rules.ageOf(newest, number);
    if (age === 'overtaken') return { state, result: { kind: 'overtaken' } };
    if (age === 'repeated' && newest !== undefined && newest.answer !== null) return { state, result: newest.answer };
    const { state: after, result } = requireApplied(machine.apply(state.machine, command), command);
    const answer = { kind: 'executed', result } as const;
    const remembered = rules.keeps(answer) ? remember(state, session, { number, answer }) : state;
    return { state: { ...remembered, machine: after }, result: answer };
  }

  function repeat(state: Table, command: Command): Applied<Table, SessionResult<Result>> {
    const { state: after, result } = requireApplied(machine.apply(state.machine, command), command);
    return { state: { ...state, machine: after }, result: { kind: 'executed', result } };
  }

  return {
    empty: { machine: machine.empty, table: Dictionary.empty(), registered: 0, used: 0 },
    apply(state, command) {
      requireRequest('a machine with sessions', command, commandFields);
      switch (command.kind) {
        case 'register':
          return register(state);
        case 'command':
          return execute(state, command.session, command.number, command.command);
        case 'repeatable':
          return repeat(state, command.command);
        default:
          return unreachable(command);
      }
    },
    query: (state, query) => ({ kind: 'executed', result: machine.query(state.machine, query) }),
    snapshot: (state) => [...rules.snapshotTable(state), ...requirePieces(machine.snapshot(state.machine)).map((piece) => ({ kind: 'piece' as const, piece }))],
    restore(pieces) {
      const table = rules.restoreTable(pieces.flatMap((piece) => (piece.kind === 'piece' ? [] : [piece])));
      return { machine: machine.restore(pieces.flatMap((piece) => (piece.kind === 'piece' ? [piece.piece] : []))), ...table };
    },
  };
}

function requireParts(machine: unknown, capacity: number | null): void {
  requireMachine(machine);
  requireOption(capacity === null || (Number.isSafeInteger(capacity) && capacity >= 1), 'withSessions', 'capacity', capacity, 'a whole number from 1, or null');
}
