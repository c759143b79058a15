/** What the clients of the 2024 lab do: the harness's GenericTest and its checks. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { seconds } from '../../sim/core/time.ts';
import { all, expect, rest, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { appendClient, type AppendClient } from '../kv/vocabulary.ts';

/** What a client appends. */
export const piece = (client: number, round: number): string => `x ${client} ${round} y`;

/** All pieces of a client stand in the value, once and in order. */
export function expectPieces(client: number, value: string, count: number): void {
  let last = -1;
  for (let round = 0; round < count; round++) {
    const wanted = piece(client, round);
    const found = value.indexOf(wanted);
    expect(found >= 0, 'no piece is missing', () => `client ${client} misses '${wanted}'`);
    expect(value.indexOf(wanted, found + 1) < 0, 'no piece stands twice', () => `client ${client} sees '${wanted}' twice`);
    expect(found > last, 'pieces stand in the order of appending', () => `client ${client}: '${wanted}' is out of place`);
    last = found;
  }
}

/** One client on its own key until the time is up: half appends, half gets, each checked at once. Answers the pieces appended. */
function* work(stage: Stage, clerk: AppendClient, client: number, end: number): Story<number> {
  const key = String(client);
  let count = 0;
  let model = '';
  yield* clerk.put(key, model);
  while (stage.now() < end) {
    yield* rest();
    if (stage.choose(2) === 0) {
      const added = piece(client, count);
      const before = yield* clerk.append(key, added);
      expect(count === 0 || before.includes(piece(client, count - 1)), 'an append answers with the value before it');
      expect(!before.includes(added), 'the value before an append does not have the new piece');
      model += added;
      count++;
    } else {
      const got = yield* clerk.get(key);
      expect(got === model, 'a get shows what its only writer wrote', () => `wanted ${model.length} characters, got ${got.length}`);
    }
  }
  return count;
}

/** Three rounds of one second; after each, everything appended is there, once and in order. */
export const genericTest: Script = function* (stage) {
  const clerks = stage.clients.map(appendClient);
  for (let iteration = 0; iteration < 3; iteration++) {
    const end = stage.now() + seconds(1);
    const counts: number[] = [];
    yield* all(
      clerks.map(function* (clerk, client): Story {
        counts[client] = yield* work(stage, clerk, client, end);
      }),
    );
    for (const [client, clerk] of clerks.entries()) expectPieces(client, yield* clerk.get(String(client)), counts[client] ?? 0);
  }
};

/** Ten appends of each client to one key; the answers and the end show each piece once and in order. */
export const oneKey = (clerkAt: (node: NodeId) => AppendClient): Script =>
  function* ({ clients }) {
    const clerks = clients.map(clerkAt);
    for (const clerk of clerks.slice(0, 1)) yield* clerk.put('k', '');
    yield* all(
      clerks.map(function* (clerk, client): Story {
        for (let round = 0; round < 10; round++) {
          const before = yield* clerk.append('k', piece(client, round));
          expect(!before.includes(piece(client, round)), 'the value before an append does not have the new piece');
        }
      }),
    );
    for (const clerk of clerks.slice(0, 1)) {
      const value = yield* clerk.get('k');
      for (const client of clerks.keys()) expectPieces(client, value, 10);
    }
  };

/** The same at a single server. */
export const oneKeyTest: Script = oneKey(appendClient);

export const mebibytes = (count: number): number => count * 1_048_576;
