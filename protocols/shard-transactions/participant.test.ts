import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../sim/core/index.ts';
import type { SessionCommand } from '../raft/index.ts';
import { store } from '../replicated-kv/index.ts';
import { participantMachine, transactionalShards } from './index.ts';
import type { Part, Participant, ParticipantCommand, ParticipantResult, TransactionId, TransactionOutcome } from './index.ts';

const machine = participantMachine(store);

const one: TransactionId = { coordinator: 1, number: 1 };
const two: TransactionId = { coordinator: 2, number: 1 };
const part = (transaction: TransactionId, write: string | null = null): Part => ({ transaction, home: 'a', write });
const prepare = (key: string, transaction: TransactionId, write: string | null = null): ParticipantCommand => ({ kind: 'prepare', key, part: part(transaction, write) });
const decide = (transaction: TransactionId, outcome: TransactionOutcome): ParticipantCommand => ({ kind: 'decide', key: 'a', transaction, outcome });
const finish = (key: string, transaction: TransactionId, outcome: TransactionOutcome): ParticipantCommand => ({ kind: 'finish', key, transaction, outcome });

class Shard {
  state: Participant = machine.empty;

  do(...commands: readonly ParticipantCommand[]): ParticipantResult {
    const results = commands.map((command) => {
      const { state, result } = machine.apply(this.state, command);
      this.state = state;
      return result;
    });
    return results.at(-1) ?? { kind: 'finished' };
  }

  get(key: string): string | null {
    const result = machine.query(this.state, { kind: 'get', key });
    return result.kind === 'value' ? result.value : `(${result.kind})`;
  }
}

const decided = (outcome: TransactionOutcome): ParticipantResult => ({ kind: 'decided', outcome });

describe('a key', () => {
  test('is locked from the moment that it is prepared until it is told the outcome: nobody else reads or locks it', () => {
    const shard = new Shard();
    shard.do({ kind: 'put', key: 'a', value: 'old' });
    expect(shard.do(prepare('a', one, 'new'))).toEqual({ kind: 'vote', granted: true, value: 'old' });
    expect(shard.get('a')).toBe('(locked)');
    expect(shard.do(prepare('a', two))).toEqual({ kind: 'vote', granted: false, value: null });
    shard.do(finish('a', one, 'applied'));
    expect(shard.get('a')).toBe('new');
    expect(shard.do(prepare('a', two))).toEqual({ kind: 'vote', granted: true, value: 'new' });
  });

  test.each(['observed', 'aborted'] as const)('keeps its value where the transaction is %s', (outcome) => {
    const shard = new Shard();
    shard.do({ kind: 'put', key: 'a', value: 'old' }, prepare('a', one, 'new'), finish('a', one, outcome));
    expect(shard.get('a')).toBe('old');
  });

  test('does not listen to the outcome of another transaction than the one that has it', () => {
    const shard = new Shard();
    shard.do(prepare('a', one, 'new'), finish('a', two, 'applied'));
    expect(shard.get('a')).toBe('(locked)');
    shard.do(finish('a', one, 'applied'), finish('a', one, 'aborted'));
    expect(shard.get('a')).toBe('new');
  });

  test('stays free for others while one is locked', () => {
    const shard = new Shard();
    shard.do(prepare('a', one, 'new'));
    expect(shard.do({ kind: 'append', key: 'b', value: 'x' })).toEqual({ kind: 'changed', before: null });
    expect(shard.get('b')).toBe('x');
  });
});

describe('the home of a transaction', () => {
  test('decides once: whoever comes later is told what stands there', () => {
    const shard = new Shard();
    expect(shard.do(decide(one, 'applied'))).toEqual(decided('applied'));
    expect(shard.do(decide(one, 'aborted'))).toEqual(decided('applied'));
    expect(shard.do(decide(two, 'aborted'))).toEqual(decided('aborted'));
    expect(shard.do(decide(two, 'applied'))).toEqual(decided('aborted'));
  });

  test('remembers the newest of each coordinator; an earlier one never happens any more', () => {
    const shard = new Shard();
    shard.do(decide({ coordinator: 1, number: 2 }, 'applied'));
    expect(shard.do(decide(one, 'applied'))).toEqual(decided('aborted'));
    expect(shard.state.decisions.get('a')?.size).toBe(1);
  });
});

test('all of it comes out of a snapshot as it went in', () => {
  const shard = new Shard();
  shard.do({ kind: 'put', key: 'a', value: 'old' }, prepare('b', one, 'new'), decide(one, 'applied'));
  expect(fingerprint(machine.restore(machine.snapshot(shard.state)))).toBe(fingerprint(shard.state));
});

describe('a shard with transactions', () => {
  const { machine: shard } = transactionalShards;
  const command = (session: number, number: number, asked: ParticipantCommand): SessionCommand<ParticipantCommand> => ({ kind: 'command', session, number, command: asked });
  const submit = (session: number, number: number, asked: ParticipantCommand) => ({ kind: 'submit', session, number, command: command(session, number, asked) });

  test('does not take a change of a locked key for done, and says nothing: the client asks again, and is heard when the key is free', () => {
    const locked = shard.apply(shard.empty, command(1, 1, prepare('a', one, 'new'))).state;
    const change = command(2, 1, { kind: 'append', key: 'a', value: '!' });
    const held = shard.apply(locked, change);
    expect(held.state).toBe(locked);
    expect(transactionalShards.answerTo(submit(2, 1, { kind: 'append', key: 'a', value: '!' }), { kind: 'done', result: held.result })).toBeNull();
    const free = shard.apply(locked, command(1, 2, finish('a', one, 'applied'))).state;
    expect(shard.apply(free, change).result).toEqual({ kind: 'executed', result: { kind: 'changed', before: 'new' } });
  });

  test('asks the home of a transaction for the outcome, now and then, for each key that is locked', () => {
    const locked = shard.apply(shard.empty, command(1, 1, prepare('b', one, 'new'))).state;
    const resolve = { kind: 'resolve', home: 'a', key: 'b', shard: 7, transaction: one };
    expect(transactionalShards.contentErrands?.(locked, 7, () => 0)).toEqual([{ key: 'a', message: resolve }]);
    expect(transactionalShards.contentErrands?.(locked, 7, () => 1)).toEqual([]);
    // The home answers with a message to the shard that has asked.
    const asked = transactionalShards.askOf(resolve, shard.empty);
    const told = asked?.kind === 'submit' ? shard.apply(shard.empty, asked.command).result : null;
    const answer = transactionalShards.answerTo(resolve, { kind: 'done', result: told });
    expect(answer).toEqual({ kind: 'operate', shard: 7, message: { kind: 'resolved', key: 'b', transaction: one, outcome: 'aborted' } });
    const finished = transactionalShards.askOf({ kind: 'resolved', key: 'b', transaction: one, outcome: 'aborted' }, locked);
    const after = finished?.kind === 'submit' ? shard.apply(locked, finished.command).state : locked;
    expect(transactionalShards.contentErrands?.(after, 7, () => 0)).toEqual([]);
  });
});

test('a shard that is split gives each half what its keys have to do with, locks and decisions too; merged, they are the whole again', () => {
  const { machine: shard, divisible } = transactionalShards;
  const commands: readonly ParticipantCommand[] = [{ kind: 'put', key: 'a', value: '1' }, { kind: 'put', key: 'b', value: '2' }, prepare('b', one, '3'), decide(one, 'applied')];
  const whole = commands.reduce((state, command, i) => shard.apply(state, { kind: 'command', session: 1, number: i + 1, command }).state, shard.empty);
  const left = divisible?.divide(whole, (key) => key === 'a');
  const right = divisible?.divide(whole, (key) => key !== 'a');
  const look = (state: unknown, key: string): unknown => shard.query(state, { kind: 'get', key });
  expect(look(left, 'a')).toMatchObject({ result: { value: '1' } });
  expect(look(left, 'b')).toMatchObject({ result: { value: null } });
  expect(look(right, 'b')).toMatchObject({ result: { kind: 'locked' } });
  expect(shard.apply(left, { kind: 'repeatable', command: decide(one, 'aborted') }).result).toMatchObject({ result: decided('applied') });
  expect(fingerprint(divisible?.unite(left, right))).toBe(fingerprint(whole));
});
