import { describe, expect, test } from 'vitest';
import type { Protocol } from '../../sim/core/index.ts';
import { Hand } from '../testing/hand.ts';
import { commandList, raftClerk, raftServer, register, replica, withSessions } from './index.ts';
import type { Machine } from './index.ts';

/** Words as they come from scenarios that nobody has type-checked. */
const untyped = (protocol: Protocol): Hand => new Hand(protocol, 0, [0]);
const leading = (protocol: Protocol): Hand => untyped(protocol).fire('election').sync();

describe('a request that there is not', () => {
  test.each([
    [raftServer(), { kind: 'strat', command: 'a' }, "Raft has no request 'strat': did you mean 'start'?"],
    [raftServer(), { kind: 'constructor' }, "Raft has no request 'constructor'"],
    [raftServer(), { kind: 'start' }, "Raft cannot do 'start' without the field 'command'"],
    [raftServer(), { kind: 'configure', voters: [0] }, "Raft cannot do 'configure' without the field 'learners'"],
    [raftServer(), { kind: 'snapshot', index: 3 }, "Raft cannot do 'snapshot' without the field 'pieces'"],
    [replica(commandList), { kind: 'read' }, "a Raft replica has no request 'read'"],
    [replica(commandList), { kind: 'transfer' }, "a Raft replica cannot do 'transfer' without the field 'target'"],
    [raftClerk(), { kind: 'sumbit', command: 'a' }, "a Raft clerk has no request 'sumbit': did you mean 'submit'?"],
    [raftClerk(), { kind: 'query' }, "a Raft clerk cannot do 'query' without the field 'query'"],
    [raftClerk(), { kind: 'administer', request: { kind: 'start', command: 'a' } }, "an operator of Raft has no request 'start'"],
  ])('of $name: %o', (protocol, request, message) => {
    expect(() => untyped(protocol).request(1, request)).toThrow(new TypeError(message));
  });
});

describe('a message that there is not', () => {
  test('is said to the server’s user, not left out', () => {
    expect(() => untyped(raftServer()).receive(1, { kind: 'apendEntries' })).toThrow(new TypeError('Raft has no message like {"kind":"apendEntries"}'));
    expect(() => untyped(replica(commandList)).receive(1, { kind: 'put', key: 'k' })).toThrow(new TypeError('a Raft replica has no message like {"kind":"put","key":"k"}'));
  });

  test('an operator’s message asks for what an operator may', () => {
    const message = { kind: 'administer', session: 1, number: 1, request: { kind: 'read' } };
    expect(() => untyped(replica(commandList)).receive(1, message)).toThrow(new TypeError("an operator of Raft has no request 'read'"));
  });
});

test('a command without a session, for a machine that wants one', () => {
  const hand = leading(replica(withSessions(register))).request(1, { kind: 'start', command: 'a' });
  expect(() => hand.sync()).toThrow(new TypeError("a machine with sessions has no request 'undefined'"));
});

test('a command that no machine is shown', () => {
  expect(() => leading(replica(commandList)).request(1, { kind: 'submit', command: null })).toThrow(new TypeError('a Raft replica has no command null: it stands for a query that goes through the log'));
});

describe('an option that there is not', () => {
  test('is named with those that there are, where none is near: the labs call this one otherwise', () => {
    expect(() => replica(commandList, Object({ maxraftstate: 1_000 }))).toThrow(/^a Raft replica has no option maxraftstate: it has snapshotEvery, maxStateBytes, /);
  });

  test('is named with the one that is near', () => {
    expect(() => raftClerk(Object({ registered: true }))).toThrow(new RangeError("a Raft clerk has no option registered: did you mean 'registers'?"));
    expect(() => raftClerk(Object({ registers: 'yes' }))).toThrow(new RangeError('Raft clerk option registers is yes: expected true or false'));
  });
});

describe('a machine of one’s own', () => {
  const wrong = (part: object): Machine<string> => Object({ ...register, ...part });

  test.each([0, -1, 0.5, Number.NaN])('behind a table of %d sessions', (capacity) => {
    expect(() => withSessions(register, capacity)).toThrow(new RangeError(`withSessions option capacity is ${capacity}: expected a whole number from 1, or null`));
  });

  test('that lacks something', () => {
    expect(() => replica(Object(null).machine)).toThrow(new TypeError('a state machine is an object with apply, query, snapshot, restore and empty, not undefined'));
    expect(() => withSessions(wrong({ query: undefined }))).toThrow(new TypeError("a state machine has the function 'query': this one has not"));
    expect(() => replica(wrong({ empty: undefined }))).toThrow(new TypeError("a state machine has the state 'empty' to begin with: this one has not"));
  });

  test.each([
    [undefined, 'nothing'],
    [{ result: 1 }, 'no state'],
    [{ state: 'a' }, 'no result (null, where there is nothing to say)'],
  ])('whose apply gives back %o', (applied, said) => {
    const hand = leading(replica(wrong({ apply: () => applied }))).request(1, { kind: 'submit', command: 'a' });
    expect(() => hand.sync()).toThrow(new TypeError(`a state machine's apply gives back the state and a result: to "a", it gave ${said}`));
  });

  test('whose snapshot is no list', () => {
    const hand = leading(replica(wrong({ snapshot: () => ({ all: 1 }) }), { snapshotEvery: 1 })).request(1, { kind: 'submit', command: 'a' });
    expect(() => hand.sync()).toThrow(new TypeError('a state machine\'s snapshot is a list of pieces: this one gave {"all":1}'));
  });
});
