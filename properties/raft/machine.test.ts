import { expect, test } from 'vitest';
import { Log } from '../../sim/core/index.ts';
import type { Entry, SessionCommand } from '../../protocols/raft/index.ts';
import { commandsCountOnce, sameMachine } from './machine.ts';
import { bare, stateOf, verdict, type Given } from './testing/steps.ts';

/** A machine for each index that was applied. */
const machineOf =
  (...machines: readonly unknown[]) =>
  (owner: object): unknown =>
    machines[stateOf(0, owner).lastApplied];

/** "As each server's state machine is deterministic, each computes the same state and the same sequence of outputs." */
test('machines that have applied the same entries are equal', () => {
  const applied = (node: number, lastApplied: number, tags: number) => ({ node, after: { terms: [1, 1], commitIndex: lastApplied, lastApplied, tags } });
  const isOdd: { of(owner: object): unknown } = { of: ({ lastApplied, tags }: { readonly lastApplied: number; readonly tags: number }) => [lastApplied, tags] };
  expect(verdict(sameMachine(bare, machineOf('none', 'one', 'two')), [applied(0, 1, 0), applied(0, 2, 0), applied(1, 2, 0)])).toBe(true);
  expect(verdict(sameMachine(bare, (owner) => isOdd.of(owner)), [applied(0, 2, 0), applied(1, 1, 5), applied(1, 2, 5)])).toBe(
    'the machine of node 1 differs from that of another server, or its own before, after entry 2',
  );
});

/** "If it receives a command whose serial number has already been executed, it responds immediately without re-executing the request." */
test('a command that stands in the log twice takes effect once', () => {
  const command = (session: number, number: number): Entry => ({ kind: 'command', term: 1, command: { kind: 'command', session, number, command: 'x' } satisfies SessionCommand });
  const log = Log.from<Entry>([{ kind: 'noOp', term: 1 }, command(1, 1), command(2, 1), command(1, 1), command(1, 2)]);
  const applied = (count: number, taken: number): { readonly after: Given } => ({ after: { log, commitIndex: count, lastApplied: count, tags: taken } });
  const taken: { by(owner: object): number } = { by: ({ tags }: { readonly tags: number }) => tags };
  const property = () => commandsCountOnce(bare, (owner) => taken.by(owner));
  expect(verdict(property(), [applied(0, 0), applied(2, 1), applied(4, 2), applied(5, 3)])).toBe(true);
  expect(verdict(property(), [applied(0, 0), applied(2, 1), applied(4, 3)])).toBe('after entry 4, node 0 has let 3 commands take effect; 2 different ones were applied');
  expect(verdict(property(), [applied(0, 0), applied(3, 1)])).toMatch(/let 1 commands take effect; 2/);
});
