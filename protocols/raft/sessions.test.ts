import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../sim/core/index.ts';
import type { Machine } from './machine.ts';
import { register } from './machine.ts';
import { withSessions } from './sessions.ts';
import type { SessionCommand, SessionResult } from './sessions.ts';

/** A list of everything that was executed; it answers with its length, and with nothing where it was asked to be silent. */
const diary: Machine<readonly string[], string, null, number | null, string> = {
  empty: [],
  apply: (lines, line) => ({ state: [...lines, line], result: line === 'silent' ? null : lines.length + 1 }),
  query: (lines) => lines.length,
  snapshot: (lines) => lines,
  restore: (lines) => lines,
};

const registration: SessionCommand<string> = { kind: 'register' };
const say = (session: number, number: number, command: string): SessionCommand<string> => ({ kind: 'command', session, number, command });

/** A machine of its own, fed with one command after the other. */
class Fed {
  readonly machine: ReturnType<typeof withSessions<readonly string[], string, null, number | null, string>>;
  state: Fed['machine']['empty'];

  constructor(capacity: number | null = null) {
    this.machine = withSessions(diary, capacity);
    this.state = this.machine.empty;
  }

  feed(...commands: readonly SessionCommand<string>[]): SessionResult<number | null> | undefined {
    let last: SessionResult<number | null> | undefined;
    for (const command of commands) {
      const { state, result } = this.machine.apply(this.state, command);
      this.state = state;
      last = result;
    }
    return last;
  }

  /** Everything that took effect. */
  get lines(): readonly string[] {
    return this.state.machine;
  }
}

describe('section 8: "If it receives a command whose serial number has already been executed, it responds immediately without re-executing the request."', () => {
  test('a command takes effect once, and is answered alike each time', () => {
    const fed = new Fed();
    const first = fed.feed(say(7, 1, 'a'));
    fed.feed(say(8, 1, 'b'));
    expect(fed.feed(say(7, 1, 'a'))).toEqual(first);
    expect(fed.lines).toEqual(['a', 'b']);
  });

  test('so does one whose answer is nothing', () => {
    const fed = new Fed();
    expect(fed.feed(say(7, 1, 'silent'), say(7, 1, 'silent'))).toEqual({ kind: 'executed', result: null });
    expect(fed.lines).toEqual(['silent']);
  });

  test('a repeated command changes nothing at all', () => {
    const fed = new Fed();
    fed.feed(say(7, 1, 'a'));
    const before = fed.state;
    fed.feed(say(7, 1, 'a'));
    expect(fed.state).toBe(before);
  });

  test('a command that its session is past is not executed', () => {
    const fed = new Fed();
    expect(fed.feed(say(7, 1, 'a'), say(7, 2, 'b'), say(7, 1, 'a'))).toEqual({ kind: 'overtaken' });
    expect(fed.lines).toEqual(['a', 'b']);
  });

  test('equal numbers of two sessions are two commands', () => {
    const fed = new Fed();
    fed.feed(say(7, 1, 'a'), say(8, 1, 'a'));
    expect(fed.lines).toEqual(['a', 'a']);
  });

  test('a query needs no session', () => {
    const fed = new Fed(1);
    expect(fed.machine.query(fed.state, null)).toEqual({ kind: 'executed', result: 0 });
  });
});

describe('thesis 6.3: sessions are registered and expire, where the table is bounded', () => {
  test('a registration is answered with the next number', () => {
    const fed = new Fed(2);
    expect(fed.feed(registration)).toEqual({ kind: 'registered', session: 1 });
    expect(fed.feed(registration)).toEqual({ kind: 'registered', session: 2 });
  });

  test('a full table forgets the session that was used least recently, and no other', () => {
    const fed = new Fed(2);
    fed.feed(registration, registration, say(1, 1, 'a'), registration);
    expect([...fed.state.table.keys()].toSorted((a, b) => a - b)).toEqual([1, 3]);
    expect(fed.feed(say(1, 1, 'a'))).toEqual({ kind: 'executed', result: 1 });
    expect(fed.feed(say(2, 1, 'b'))).toEqual({ kind: 'expired' });
  });

  test('a session that nobody has registered is refused', () => {
    expect(new Fed(2).feed(say(5, 1, 'a'))).toEqual({ kind: 'expired' });
  });

  test('the number of a forgotten session is never given again: an old copy of its command is refused for good, before and after its client has a new session', () => {
    const fed = new Fed(1);
    fed.feed(registration, say(1, 1, 'a'));
    const copy = say(1, 1, 'a');
    fed.feed(registration);
    expect(fed.feed(copy)).toEqual({ kind: 'expired' });
    for (let round = 0; round < 5; round++) fed.feed(registration);
    expect(fed.feed(copy, say(7, 1, 'b'), copy)).toEqual({ kind: 'expired' });
    expect(fed.lines).toEqual(['a', 'b']);
  });

  test('that stays so across a snapshot: what is forgotten cannot be registered again', () => {
    const fed = new Fed(1);
    fed.feed(registration, say(1, 1, 'a'), registration);
    fed.state = fed.machine.restore(fed.machine.snapshot(fed.state));
    expect(fed.feed(registration)).toEqual({ kind: 'registered', session: 3 });
    expect(fed.feed(say(1, 1, 'a'))).toEqual({ kind: 'expired' });
    expect(fed.lines).toEqual(['a']);
  });
});

const someCommand: fc.Arbitrary<SessionCommand<string>> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(registration) },
  { weight: 4, arbitrary: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), fc.constantFrom('a', 'b', 'silent')).map(([session, number, line]) => say(session, number, `${session}.${number} ${line}`)) },
);
const someCommands = fc.array(someCommand, { maxLength: 60 });
const someCapacity = fc.option(fc.integer({ min: 1, max: 3 }));

describe('whatever is sent, however often, in whatever order', () => {
  test('each command takes effect at most once, the table stays within its bound, and whoever is refused as expired is not executed afterwards', () => {
    fc.assert(
      fc.property(someCapacity, someCommands, (capacity, commands) => {
        const fed = new Fed(capacity);
        const expired = new Set<string>();
        // Where there is no bound, sessions name themselves: nobody registers.
        for (const command of capacity === null ? commands.filter(({ kind }) => kind === 'command') : commands) {
          const result = fed.feed(command);
          const name = command.kind === 'command' ? `${command.session}.${command.number}` : '';
          if (result?.kind === 'expired' && command.kind === 'command' && command.session <= fed.state.registered) expired.add(name);
          expect(result?.kind === 'executed' && expired.has(name)).toBe(false);
          expect(capacity === null || fed.state.table.size <= capacity).toBe(true);
        }
        const done = fed.lines.map((line) => line.split(' ')[0]);
        expect(new Set(done).size).toBe(done.length);
      }),
    );
  });

  test('replicas that are restored from a snapshot at any point go on alike, victims included', () => {
    fc.assert(
      fc.property(someCapacity, someCommands, fc.nat(60), (capacity, commands, at) => {
        const [one, other] = [new Fed(capacity), new Fed(capacity)];
        for (const [i, command] of commands.entries()) {
          if (i === at) other.state = other.machine.restore(other.machine.snapshot(other.state));
          expect(other.feed(command)).toEqual(one.feed(command));
          expect(fingerprint(other.state)).toBe(fingerprint(one.state));
        }
      }),
    );
  });

  test('a snapshot says everything: restored and taken again, it is the same', () => {
    fc.assert(
      fc.property(someCapacity, someCommands, (capacity, commands) => {
        const fed = new Fed(capacity);
        fed.feed(...commands);
        const pieces = fed.machine.snapshot(fed.state);
        expect(fed.machine.snapshot(fed.machine.restore(pieces))).toEqual(pieces);
        expect(fingerprint(fed.machine.restore(pieces))).toBe(fingerprint(fed.state));
      }),
    );
  });
});

test('nothing at all is restored from nothing', () => {
  const machine = withSessions(register, 2);
  expect(machine.restore([])).toEqual(machine.empty);
});

test('a repeatable command needs no session, and takes effect each time that it is executed', () => {
  const fed = new Fed(1);
  const repeatable: SessionCommand<string> = { kind: 'repeatable', command: 'again' };
  fed.feed(registration, say(1, 1, 'a'));
  expect(fed.feed(repeatable, repeatable)).toEqual({ kind: 'executed', result: 3 });
  expect(fed.lines).toEqual(['a', 'again', 'again']);
  expect(fed.state.table.size).toBe(1);
});
