import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../sim/core/index.ts';
import { versionedServer } from '../kv/index.ts';
import type { VersionedMessage } from '../kv/index.ts';
import { Hand } from '../testing/hand.ts';
import { versionedMachine } from './versioned.ts';

const machine = versionedMachine();
const small = fc.nat(3);
const identity = { session: fc.nat(2), request: small };
const someMessage: fc.Arbitrary<VersionedMessage> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), ...identity, attempt: small, key: fc.constantFrom('k', 'l'), value: fc.constantFrom('a', 'b'), version: small }),
  fc.record({ kind: fc.constant('get' as const), ...identity, key: fc.constantFrom('k', 'l') }),
);
const someMessages = fc.array(someMessage, { maxLength: 40 });

describe('the versioned service as a state machine', () => {
  test('answers what the single server answers, message by message', () => {
    fc.assert(
      fc.property(someMessages, (messages) => {
        const server = new Hand<{ state: object; message: VersionedMessage; timer: never; record: never; request: never; result: never; output: never }>(versionedServer());
        let state = machine.empty;
        for (const message of messages) {
          const answer = message.kind === 'get' ? machine.query(state, message) : machine.apply(state, message).result;
          if (message.kind === 'put') state = machine.apply(state, message).state;
          expect(server.receive(1, message).take().map((letter) => letter.message)).toEqual(answer === null ? [] : [answer]);
        }
      }),
    );
  });

  test('goes on alike after a snapshot anywhere: values, and what it has heard of its sessions', () => {
    fc.assert(
      fc.property(someMessages, fc.nat(40), (messages, at) => {
        let [one, other] = [machine.empty, machine.empty];
        for (const [i, message] of messages.entries()) {
          if (i === at) other = machine.restore(machine.snapshot(other));
          const [here, there] = [machine.apply(one, message), machine.apply(other, message)];
          expect(there.result).toEqual(here.result);
          expect(fingerprint(there.state)).toBe(fingerprint(here.state));
          [one, other] = [here.state, there.state];
        }
      }),
    );
  });

  test('answers a get from its state, and changes nothing', () => {
    const { state } = machine.apply(machine.empty, { kind: 'put', session: 1, request: 1, attempt: 1, key: 'k', value: 'a', version: 0 });
    expect(machine.query(state, { kind: 'get', session: 2, request: 1, key: 'k' })).toEqual({ kind: 'getReply', session: 2, request: 1, found: { value: 'a', version: 1 } });
    expect(machine.query(state, { kind: 'get', session: 2, request: 1, key: 'l' })).toEqual({ kind: 'getReply', session: 2, request: 1, found: null });
  });
});
