import { expect, test } from 'vitest';
import { clerkService, register, replicate, sessionRules, withSessions, type ClerkMessage, type Register, type ReplicaVocabulary, type SessionRules, type Sessions } from '../../protocols/raft/index.ts';
import { Cluster } from '../../protocols/testing/cluster.ts';
import type { View } from '../../sim/world/view.ts';
import { sessionsRemember } from './sessions.ts';

type Words = ReplicaVocabulary<Sessions<Register, Register>, ClerkMessage>;

const view: View = { now: 0, servers: [0, 1, 2], clients: [9], stateOf: () => null, clockOf: () => ({ monotonic: 0, wall: 0 }) };
const write = (number: number, session = 7): ClerkMessage => ({ kind: 'submit', session, number, command: { kind: 'command', session, number, command: `${number}` } });

/** What is said of three replicas that get these commands, with sessions that keep these rules. */
function complaints(asked: readonly ClerkMessage[], rules: Partial<SessionRules> = {}, capacity: number | null = null): readonly string[] {
  const said: string[] = [];
  const protocol = replicate('watched', clerkService(withSessions(register, capacity, { ...sessionRules, ...rules })));
  const cluster = new Cluster<Words>(3, () => protocol, ({ index, node, before, event, after, effects }) => {
    if (before === null || event === null) return;
    const judgement = sessionsRemember.kind === 'across' ? sessionsRemember.judge({ index, time: 0, node, role: 'server', before, event, after, effects }, view) : false;
    if (judgement !== true) said.push(String(judgement));
  });
  cluster.fire(0, 'election').settle();
  for (const message of asked) cluster.ask(9, 0, message).settle();
  cluster.fire(0, 'heartbeat').settle();
  return said;
}

/** "The state machine tracks the latest serial number processed for each client, along with the associated response." */
test('whatever is executed is remembered: new commands, copies, and what came late', () => {
  expect(complaints([write(1), write(1), write(2), write(1), write(1, 8)])).toEqual([]);
});

test('an answer that is left out is missed at once, on each replica', () => {
  const said = complaints([write(1), write(2)], { keeps: ({ result }) => !JSON.stringify(result).includes('2') });
  expect(said.length).toBeGreaterThan(0);
  expect(said[0]).toMatch(/^node \d has applied entry \d+, command 2 of session 7, and remembers command 1$/);
});

test('a session that was forgotten, or never was, remembers nothing', () => {
  expect(complaints([write(1), write(2)], {}, 1)).toEqual([]);
});
