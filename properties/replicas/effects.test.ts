import { describe, expect, test } from 'vitest';
import { clerkService, register, replicate, sessionRules, withSessions, type ClerkMessage, type Register, type ReplicaVocabulary, type SessionCommand, type SessionRules, type Sessions } from '../../protocols/raft/index.ts';
import { Cluster } from '../../protocols/testing/cluster.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import type { View } from '../../sim/world/view.ts';
import { exactlyOnce, type Told } from './effects.ts';

type Words = ReplicaVocabulary<Sessions<Register, Register>, ClerkMessage>;

const view: View = { now: 0, servers: [0, 1, 2], clients: [9], stateOf: () => null, clockOf: () => ({ monotonic: 0, wall: 0 }) };
const write = (number: number): ClerkMessage => ({ kind: 'submit', session: 7, number, command: { kind: 'command', session: 7, number, command: `${number}` } });

/** Three replicas of a register whose sessions keep these rules, and what the property says of their steps. */
class Watched {
  readonly complaints: unknown[] = [];
  readonly cluster: Cluster<Words>;
  private told: Told | null = null;
  private readonly tracker = exactlyOnce<Sessions<Register, Register>, Register>({
    partOf: ({ machine }) => machine,
    effectOf: (command) => effects.of(command),
    toldIn: () => this.told,
  }).begin();

  constructor(rules: Partial<SessionRules> = {}) {
    const protocol = replicate('watched', clerkService(withSessions(register, null, { ...sessionRules, ...rules })));
    this.cluster = new Cluster(3, () => protocol, ({ index, node, before, event, after, effects: said }) => {
      this.judge({ index, time: 0, node, role: 'server', before, event: event ?? { kind: 'start', records: 0 }, after, effects: said });
    });
    this.cluster.fire(0, 'election').settle();
  }

  /** A client's user is told this. */
  tell(told: Told): this {
    this.told = told;
    this.judge({ index: 0, time: 0, node: 9, role: 'client', before: {}, event: { kind: 'timeout', timer: '', clock: null }, after: {}, effects: [] });
    return this;
  }

  private judge(step: Observed): void {
    const judgement = this.tracker.judge(step, view);
    if (judgement !== true) this.complaints.push(judgement);
  }
}

const effects: { of(command: unknown): { readonly identity: string; change(part: Register): Register } | null } = {
  of(command: SessionCommand<string>) {
    return command.kind !== 'command' ? null : { identity: `${command.number} of session ${command.session}`, change: (part) => register.apply(part, command.command).state };
  },
};

const first = '1 of session 7';

describe('exactly once, seen from outside', () => {
  test('holds of a command that is sent twice and executed once, everywhere', () => {
    const watched = new Watched();
    watched.cluster.ask(9, 0, write(1)).ask(9, 0, write(1)).settle().fire(0, 'heartbeat').settle();
    expect(watched.tell({ identity: first, outcome: 'happened' }).complaints).toEqual([]);
  });

  test('is broken where it is executed twice', () => {
    const watched = new Watched({ ageOf: () => 'new' });
    watched.cluster.ask(9, 0, write(1)).settle().ask(9, 0, write(1)).settle();
    expect(watched.complaints).toContain(`command ${first} took effect at entry 2, and again at entry 3`);
  });

  test('is broken where a user is told of what has not happened, or that something never will that has, or will not that does', () => {
    const watched = new Watched();
    watched.tell({ identity: first, outcome: 'happened' }).tell({ identity: first, outcome: 'over' });
    watched.cluster.ask(9, 0, write(1)).settle();
    watched.tell({ identity: first, outcome: 'never' });
    expect(watched.complaints).toEqual([
      `command ${first} was answered, and has not taken effect`,
      `command ${first} took effect at entry 2, after its user had been told that it would not any more`,
      `command ${first} was refused for good, and has taken effect`,
    ]);
  });

  test('explains several entries of one step together', () => {
    const watched = new Watched();
    watched.cluster.ask(9, 0, write(1)).ask(9, 0, write(1)).ask(9, 0, write(2)).settle();
    watched.cluster.crash(2).fire(0, 'heartbeat').settle().fire(0, 'heartbeat').settle();
    expect(watched.cluster.state(2).machine.machine.writes).toBe(2);
    expect(watched.complaints).toEqual([]);
  });
});
