/** Clients that write while groups join, leave, restart, and the network loses messages. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, rest, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Scenario } from '../../scenario.ts';
import { shardUser, type ShardUser } from '../../shard-kv/vocabulary.ts';
import { shardLab, type ShardTest, type ShardTester } from './lab.ts';
import { keysUpTo, randomText } from './values.ts';

const keys = keysUpTo(10);

/** What a client does, again and again. */
type Work = (tester: ShardTester, client: ShardUser, place: number) => Story;

/** Ten clients at work while something happens; each ends when that is over. */
interface Busy extends Omit<ShardTest, 'clients' | 'tell'> {
  /** Groups that join before the first write. */
  readonly first: readonly number[];
  /** Default: each client appends to a key of its own, and all keys are looked at in the end. */
  readonly work?: Work;
  /** How long a client rests between two writes, in microseconds: the labs' pause, if they have one. */
  readonly pause: (tester: ShardTester) => number;
  readonly meanwhile: (tester: ShardTester) => Story;
}

function busy({ first, work = appends, pause, meanwhile, ...test }: Busy): Scenario {
  return shardLab({
    ...test,
    clients: keys.length,
    *tell(tester) {
      for (const place of first) yield* tester.join(place);
      yield* tester.values.putAll(keys, 5);
      const course = { isOver: false };
      const clients = tester.others.map(function* (client, place): Story {
        while (!course.isOver) {
          yield* rest();
          yield* work(tester, client, place);
          yield* sleep(pause(tester));
        }
      });
      const others = function* (): Story {
        yield* meanwhile(tester);
        course.isOver = true;
        if (test.unreliable === true) yield* tester.calmNetwork();
      };
      yield* all([...clients, others()]);
      if (work === appends) yield* tester.values.check();
    },
  });
}

const appends: Work = ({ values }, client, place) => values.append(keys[place] ?? '', 5, client);

/** The labs' clients call one after the other, as fast as the machine is; these rest before each call. */
const rests = ({ stage }: ShardTester): number => stage.choose(milliseconds(20));

/** Two groups join, and the first one leaves. */
function* handOver(tester: ShardTester): Story {
  yield* sleep(milliseconds(150));
  yield* tester.join(1);
  yield* sleep(milliseconds(500));
  yield* tester.join(2);
  yield* sleep(milliseconds(500));
  yield* tester.leave(0);
}

export const concurrent1 = (): Scenario =>
  busy({
    title: 'Ten clients append while groups join, leave, go down one after the other and come back',
    maxStateBytes: 100,
    first: [0],
    pause: () => milliseconds(10),
    meanwhile: function* (tester) {
      yield* handOver(tester);
      yield* tester.shutDown(0);
      yield* sleep(milliseconds(100));
      yield* tester.shutDown(1);
      yield* sleep(milliseconds(100));
      yield* tester.shutDown(2);
      yield* tester.leave(2);
      yield* sleep(milliseconds(100));
      yield* tester.start(0, 1, 2);
      yield* sleep(milliseconds(100));
      yield* tester.join(0);
      yield* tester.leave(1);
      yield* sleep(milliseconds(500));
      yield* tester.join(1);
      yield* sleep(seconds(1));
    },
  });

export const concurrent2 = (): Scenario =>
  busy({
    title: 'Ten clients append while two groups of three leave and come back, more than once',
    first: [1, 0, 2],
    pause: () => milliseconds(50),
    meanwhile: function* (tester) {
      yield* tester.leave(0);
      yield* tester.leave(2);
      yield* sleep(seconds(3));
      yield* tester.join(0);
      yield* tester.join(2);
      yield* tester.leave(1);
      yield* sleep(seconds(3));
      yield* tester.join(1);
      yield* tester.leave(0);
      yield* tester.leave(2);
      yield* sleep(seconds(3));
      yield* tester.shutDown(1);
      yield* tester.shutDown(2);
      yield* sleep(seconds(1));
      yield* tester.start(1, 2);
      yield* sleep(seconds(2));
    },
  });

export const concurrent3 = (): Scenario =>
  busy({
    title: 'Ten clients append while groups join and leave, and all of them restart at once, for twelve seconds',
    maxStateBytes: 300,
    first: [0],
    pause: rests,
    meanwhile: function* (tester) {
      const { stage } = tester;
      for (const end = stage.now() + seconds(12); stage.now() < end; ) {
        yield* tester.join(2);
        yield* tester.join(1);
        yield* sleep(milliseconds(stage.choose(900)));
        yield* tester.shutDown(0, 1, 2);
        yield* tester.start(0, 1, 2);
        yield* sleep(milliseconds(stage.choose(900)));
        yield* tester.leave(1);
        yield* tester.leave(2);
        yield* sleep(milliseconds(stage.choose(900)));
      }
      yield* sleep(seconds(2));
    },
  });

/** One client alone. */
export const unreliable1 = (): Scenario =>
  shardLab({
    title: 'One client writes and reads while groups join and leave, on an unreliable network',
    unreliable: true,
    maxStateBytes: 100,
    *tell(tester) {
      const { values } = tester;
      yield* tester.join(0);
      yield* values.putAll(keys, 5);
      yield* tester.join(1);
      yield* tester.join(2);
      yield* tester.leave(0);
      for (let i = 0; i < 2 * keys.length; i++) {
        const key = keys[i % keys.length] ?? '';
        yield* values.check([key]);
        yield* values.append(key, 5);
      }
      yield* tester.join(0);
      yield* tester.leave(1);
      for (let i = 0; i < 2; i++) yield* values.check();
    },
  });

/** Of TestUnreliable2 and 3. */
function* joinAndLeave(tester: ShardTester): Story {
  yield* handOver(tester);
  yield* sleep(milliseconds(500));
  yield* tester.leave(1);
  yield* sleep(milliseconds(500));
  yield* tester.join(1);
  yield* tester.join(0);
  yield* sleep(seconds(2));
}

export const unreliable2 = (): Scenario =>
  busy({
    title: 'Ten clients append while groups join and leave, on an unreliable network',
    unreliable: true,
    maxStateBytes: 100,
    first: [0],
    pause: () => 0,
    meanwhile: joinAndLeave,
  });

export const unreliable3 = (): Scenario =>
  busy({
    title: 'Ten clients read, put and append at random keys while groups join and leave, on an unreliable network',
    unreliable: true,
    maxStateBytes: 100,
    first: [0],
    work: atRandom,
    pause: () => 0,
    meanwhile: joinAndLeave,
  });

/** Half appends, one in twenty a put, else a get. Only the history tells whether it is right. */
function* atRandom({ stage }: ShardTester, { node }: ShardUser): Story {
  const client = shardUser(node);
  const key = keys[stage.choose(keys.length)] ?? '';
  const chance = stage.choose(1_000);
  if (chance < 500) yield* client.append(key, randomText(stage, 5));
  else if (chance < 550) yield* client.put(key, randomText(stage, 5));
  else yield* client.get(key);
}
