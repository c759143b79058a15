import { describe, expect, test } from 'vitest';
import type { NodeId } from '../../sim/core/index.ts';
import type { Answer } from '../raft/index.ts';
import { storeRequest } from '../replicated-kv/index.ts';
import { emptyConfiguration, formatConfiguration, nextConfiguration } from '../shard-controller/index.ts';
import type { Gid, ShardConfiguration } from '../shard-controller/index.ts';
import { Hand } from '../testing/hand.ts';
import { firstByte, fnv1a, shardStoreClerk, shardVersionedClerk } from './index.ts';
import type { ShardClerkVocabulary } from './index.ts';

const controllers: readonly NodeId[] = [0, 1];

/** Configuration `number` of two shards, which are both of this group; its servers are 10 and 11, or 20 and 21. */
function allOf(gid: Gid, number: number): ShardConfiguration {
  const zero = { ...emptyConfiguration(2), number: number - 1 };
  return nextConfiguration(zero, zero.shards.set(0, gid).set(1, gid), zero.groups.set(1, [10, 11]).set(2, [20, 21]));
}

interface Sent {
  readonly kind: string;
  readonly session: number;
  readonly number: number;
  readonly shard: number;
  readonly message: { readonly session: number; readonly number: number; readonly command: unknown };
}

class Client extends Hand<ShardClerkVocabulary> {
  constructor() {
    super(shardStoreClerk({ controllers }), 30, [0, 1, 10, 11, 20, 21]);
    this.request(1, storeRequest({ kind: 'put', key: 'a', value: 'x' }));
  }

  /** The one letter that has left. */
  sent(): { readonly to: NodeId; readonly message: Sent } {
    const [letter, ...others] = this.take();
    expect(others).toEqual([]);
    return letter === undefined ? expect.fail('nothing has left') : { to: letter.to, message: sent.of(letter.message) };
  }

  /** A controller shows a configuration to whoever asked. */
  show(configuration: ShardConfiguration): this {
    const { to, message } = this.sent();
    const outcome = { kind: 'done', result: { kind: 'executed', result: { kind: 'configuration', configuration } } } as const;
    return this.receive(to, { kind: 'answer', session: message.session, number: message.number, outcome } satisfies Answer);
  }

  refuse(from: NodeId, { shard, message }: Sent): this {
    return this.receive(from, { kind: 'wrongGroup', shard, message });
  }

  answer(from: NodeId, { message: { session, number } }: Sent): this {
    const outcome = { kind: 'done', result: { kind: 'executed', result: { kind: 'changed', before: null } } } as const;
    return this.receive(from, { kind: 'answer', session, number, outcome } satisfies Answer);
  }
}

const sent: { of(message: unknown): Sent } = {
  of(message: Sent) {
    return message;
  },
};

describe('a client of a sharded store', () => {
  test('looks for a configuration first, and asks the group that has the shard of the key', () => {
    const client = new Client().show(allOf(1, 1));
    const { to, message } = client.sent();
    expect([to, message.kind, message.shard]).toEqual([10, 'operate', 'a'.charCodeAt(0) % 2]);
    client.answer(10, message);
    expect(client.lastResult).toEqual({ kind: 'done', result: { kind: 'changed', before: null } });
  });

  test('looks for a newer configuration when it is told ErrWrongGroup, and sends the same request to the group that has the shard now', () => {
    const client = new Client().show(allOf(1, 1));
    const first = client.sent().message;
    client.refuse(10, first).show(allOf(2, 2));
    const { to, message } = client.sent();
    expect(to).toBe(20);
    expect(message.message).toEqual(first.message);
  });

  test('waits where there is no newer one, and asks the same group again: the shard may be on its way', () => {
    const client = new Client().show(allOf(1, 1));
    const first = client.sent().message;
    client.refuse(10, first).show(allOf(1, 1));
    expect(client.take()).toEqual([]);
    client.fire('pause');
    expect(client.sent()).toEqual({ to: 10, message: first });
  });

  test('looks again after a while when nobody has the shard', () => {
    const client = new Client().show(emptyConfiguration(2));
    client.fire('pause');
    client.show(allOf(2, 1));
    expect(client.sent().to).toBe(20);
  });

  test('finds the leader of a group, and goes to it at once the next time', () => {
    const client = new Client().show(allOf(1, 1));
    const { session, number } = client.sent().message.message;
    client.receive(10, { kind: 'answer', session, number, outcome: { kind: 'notLeader', leader: 11, mayHappen: false } });
    const { to, message } = client.sent();
    expect(to).toBe(11);
    client.answer(11, message).request(2, storeRequest({ kind: 'get', key: 'b' }));
    expect(client.sent().to).toBe(11);
  });

  test('does not ask the group that has refused while it looks for a configuration', () => {
    const client = new Client().show(allOf(1, 1));
    client.refuse(10, client.sent().message);
    client.take();
    client.fire('retry');
    expect(client.take()).toEqual([]);
  });

  test('looks for a newer configuration where no server of a group says anything, and asks them on meanwhile', () => {
    const client = new Client().show(allOf(1, 1));
    const first = client.sent().message;
    client.fire('retry');
    expect(client.take().map(({ to }) => to)).toEqual([11]);
    client.fire('retry');
    const [again, look] = client.take();
    expect([again?.to, again?.message]).toEqual([10, first]);
    // One question is enough, however long the answer takes.
    client.fire('retry').fire('retry');
    expect(client.take().map(({ to }) => to)).toEqual([11, 10]);
    const { session, number } = sent.of(look?.message);
    client.receive(0, { kind: 'answer', session, number, outcome: { kind: 'done', result: { kind: 'executed', result: { kind: 'configuration', configuration: allOf(2, 2) } } } } satisfies Answer);
    expect(client.sent()).toEqual({ to: 20, message: first });
  });

  test('ignores what a group says of an earlier request', () => {
    const client = new Client().show(allOf(1, 1));
    const { message } = client.sent();
    client.answer(10, message).request(2, storeRequest({ kind: 'get', key: 'b' }));
    client.take();
    client.refuse(10, message);
    expect(client.take()).toEqual([]);
  });
});

test('a client whose answers take longer than it waits hears a refusal all the same', () => {
  const client = new Hand<ShardClerkVocabulary>(shardVersionedClerk({ controllers }), 30, [0, 1, 10, 11]);
  client.request(1, { kind: 'put', key: 'a', value: 'x', version: 0 });
  const { session, number } = { session: sent.of(client.takeOne()).session, number: 1 };
  client.receive(0, { kind: 'getReply', session, request: number, found: { value: formatConfiguration(allOf(1, 1)), version: 1 } });
  const first = sent.of(client.takeOne());
  client.fire('retry').take();
  client.receive(10, { kind: 'wrongGroup', shard: first.shard, message: first.message });
  expect(client.take().map(({ to }) => to)).toEqual([0]);
});

test('a put whose first sendings got no answer is sent to another group as one more sending: it may have happened', () => {
  const client = new Hand<ShardClerkVocabulary>(shardVersionedClerk({ controllers }), 30, [0, 1, 10, 11, 20, 21]);
  const show = (configuration: ShardConfiguration, request: number, session: number): void =>
    void client.receive(0, { kind: 'getReply', session, request, found: { value: formatConfiguration(configuration), version: request } });
  client.request(1, { kind: 'put', key: 'a', value: 'x', version: 0 });
  const { session } = sent.of(client.takeOne());
  show(allOf(1, 1), 1, session);
  client.fire('retry').fire('retry').take();
  show(allOf(2, 2), 2, session);
  const [letter] = client.take();
  expect([letter?.to, sent.of(letter?.message).message]).toEqual([20, expect.objectContaining({ kind: 'put', attempt: 4 })]);
});

test('keys are hashed as in the labs: by their first byte, or with FNV-1a', () => {
  expect([firstByte(''), firstByte('0x')]).toEqual([0, 48]);
  // The test vectors of the hash's authors.
  expect([fnv1a(''), fnv1a('a'), fnv1a('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
});
