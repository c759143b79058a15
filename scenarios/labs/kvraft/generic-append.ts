/** GenericTest of 2020 to 2024: puts, appends and gets, each client on its own key or all on random ones. */
import { seconds } from '../../../sim/core/time.ts';
import { all, expect, rest, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Scenario } from '../../scenario.ts';
import type { AppendClient } from '../../kv/vocabulary.ts';
import { expectPieces, piece } from '../generic-2024.ts';
import { storeClient } from './clients.ts';
import { calm, clientsOf, crashAll, genericTest, inspectorOf, pause, type Generic } from './generic.ts';
import { electionTimeout, type Harness } from './harness.ts';
import { appendEdition, kvLab } from './lab.ts';

/** Clients work for five seconds; with partitions for six. */
export const genericAppend = (generic: Generic): Scenario =>
  kvLab(
    appendEdition,
    genericTest(generic, (harness) => function* (round) {
      const end = harness.stage.now() + (generic.partitions === true ? calm : 0) + seconds(5);
      const counts: number[] = [];
      yield* all([
        ...clientsOf(harness, generic, round).map(function* (node, client): Story {
          counts[client] = yield* work(harness, generic, storeClient(node), client, end);
        }),
        disturb(harness, generic, end),
      ]);
      yield* checkPieces(harness, generic, counts);
    }),
  );

/** Random splits until the end, then a second without; then all servers go down. Clients wait for their last answers meanwhile. */
function* disturb(harness: Harness, { partitions = false, crash = false }: Generic, end: number): Story {
  const { stage } = harness;
  if (partitions) {
    yield* sleep(calm);
    while (stage.now() < end) yield* harness.splitAtRandom();
    yield* sleep(electionTimeout);
  } else yield* sleep(end - stage.now());
  if (crash) yield* crashAll(harness);
}

/** One client until the time is up: half appends; else gets or, on random keys, a few puts. Answers the pieces appended. */
function* work(harness: Harness, generic: Generic, clerk: AppendClient, client: number, end: number): Story<number> {
  const { stage } = harness;
  const { randomKeys = false, clients } = generic;
  let count = 0;
  let model = '';
  if (!randomKeys) yield* clerk.put(String(client), model);
  while (stage.now() < end) {
    yield* rest();
    yield* pause(harness, generic);
    const key = String(randomKeys ? stage.choose(clients) : client);
    const added = piece(client, count);
    if (stage.choose(2) === 0) {
      yield* clerk.append(key, added);
      model += added;
      count++;
    } else if (randomKeys && stage.choose(10) === 0) {
      yield* clerk.put(key, added);
      count++;
    } else {
      const got = yield* clerk.get(key);
      expect(randomKeys || got === model, 'a get shows what its only writer wrote', () => `client ${client} wanted ${model.length} characters, got ${got.length}`);
    }
  }
  return count;
}

function* checkPieces(harness: Harness, { randomKeys = false }: Generic, counts: readonly number[]): Story {
  const inspector = storeClient(inspectorOf(harness));
  for (const [client, count] of counts.entries()) {
    const value = yield* inspector.get(String(client));
    if (!randomKeys) expectPieces(client, value, count);
  }
}
