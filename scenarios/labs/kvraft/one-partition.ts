/** TestOnePartition: a majority goes on; a minority, even with the old leader in it, answers nothing. */
import type { NodeId } from '../../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Scenario } from '../../scenario.ts';
import type { LabClient } from './clients.ts';
import { electionTimeout, type Harness } from './harness.ts';
import { kvLab, type KvEdition } from './lab.ts';

/** How long the partition lasts. The labs heal it when the majority's client is done. */
const splitLasts = seconds(10);

/** What the minority's clients wait for. */
interface Waiting {
  isPut: boolean;
  isRead: boolean;
}

export const onePartition = (edition: KvEdition, { unreliable }: { readonly unreliable: boolean }): Scenario =>
  kvLab(edition, {
    title: 'A majority makes progress, a minority none until it is healed',
    servers: 5,
    clients: 4,
    unreliable,
    maxStateBytes: null,
    *tell(harness) {
      const [free, atMajority, putting, reading] = harness.stage.clients.map(edition.clients());
      if (free === undefined || atMajority === undefined || putting === undefined || reading === undefined) return;
      yield* free.put('1', '13');
      const healsAt = yield* split(harness, [atMajority.node], [putting.node, reading.node]);
      yield* atMajority.put('1', '14');
      yield* atMajority.check('1', '14');
      const waiting: Waiting = { isPut: false, isRead: false };
      yield* all([putInMinority(putting, waiting), readInMinority(reading, waiting), observe(harness, atMajority, waiting, healsAt)]);
      yield* free.check('1', '15');
    },
  });

/** The leader and one more, with some clients, are cut off from the others, with theirs. Answers when that ends. */
function* split(harness: Harness, some: readonly NodeId[], others: readonly NodeId[]): Story<number> {
  const leader = yield* harness.leader();
  const [companion, ...majority] = harness.servers.filter((server) => server !== leader);
  const minority = [leader, ...(companion === undefined ? [] : [companion])];
  yield* harness.split([[...majority, ...some], [...minority, ...others]], splitLasts);
  return harness.stage.now() + splitLasts;
}

function* putInMinority(client: LabClient, waiting: Waiting): Story {
  yield* client.put('1', '15');
  waiting.isPut = true;
}

function* readInMinority(client: LabClient, waiting: Waiting): Story {
  yield* client.get('1');
  waiting.isRead = true;
}

function* observe({ stage }: Harness, atMajority: LabClient, waiting: Waiting, healsAt: number): Story {
  yield* sleep(seconds(1));
  expect(!waiting.isPut && !waiting.isRead, 'a minority makes no progress', () => (waiting.isPut ? 'its put was answered' : 'its get was answered'));
  yield* atMajority.check('1', '14');
  yield* atMajority.put('1', '16');
  yield* atMajority.check('1', '16');
  expect(stage.now() < healsAt, 'a majority makes progress', () => `not within ${splitLasts} microseconds`);
  yield* sleep(healsAt - stage.now() + electionTimeout);
  for (const end = stage.now() + seconds(3); stage.now() < end && !(waiting.isPut && waiting.isRead); ) yield* sleep(milliseconds(10));
  expect(waiting.isPut && waiting.isRead, 'a minority goes on within three seconds after it was healed', () => (waiting.isPut ? 'its get waits' : 'its put waits'));
}
