/** Part A of 2025, where clients work while groups join and leave. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Scenario } from '../../scenario.ts';
import { unhurried } from '../kvraft/clients.ts';
import { putUntil } from '../one-put.ts';
import { fnv1a, shardOf } from '../../../protocols/shard-kv/index.ts';
import type { VersionedClient } from '../../kv/vocabulary.ts';
import { joined } from './controller.ts';
import { checkGets, keysAt, spreadPuts } from './keys.ts';
import { shardLab, type ShardTester } from './lab.ts';

/** Keys of shards that stay where they are, at groups that have others to give away. */
export const progressJoin = (): Scenario =>
  shardLab({
    title: 'A group joins and leaves for four seconds, and what does not move is read all the time',
    groups: 6,
    clerks: 1,
    *tell(tester) {
      const { stage } = tester;
      const controller = tester.controller();
      const written = yield* spreadPuts(tester);
      yield* tester.joinNewGroups(4);
      const gid = yield* tester.newGroup();
      const before = yield* controller.query();
      const after = joined(before, gid, tester.layout);
      const giving = [...after.moves.values()].map(({ from }) => from);
      const keys = keysAt(before, giving, written).filter((key) => !after.moves.has(shardOf(fnv1a, before, key)));
      const start = stage.now();
      const end = start + seconds(4);
      let gets = 0;
      const changing = function* (): Story {
        while (stage.now() < end) {
          yield* controller.join(gid);
          yield* controller.leave(gid);
        }
      };
      const reading = function* (): Story {
        for (let i = 0; stage.now() < end; i++) {
          yield* checkGets(tester, written, [keys[i % keys.length] ?? '']);
          gets++;
        }
        expect(stage.now() <= start + seconds(8), 'reads go on while other shards move', () => `the last took until ${stage.now() - start} microseconds`);
      };
      yield* all([changing(), reading()]);
      expect(gets >= 100, 'a hundred reads are answered while other shards move', () => `${gets} were`);
    },
  });

/** Clients put at the one key for so long: the labs give them sixty, and they use the first. */
export function* putAll({ stage }: ShardTester, clerks: readonly VersionedClient[], lasts: number, unreliable: boolean): Story {
  const end = stage.now() + lasts;
  const rest = milliseconds(20) * (unreliable ? 1 : clerks.length);
  const unhurriedly = clerks.map((clerk) => unhurried(clerk, () => sleep(stage.choose(rest))));
  yield* all(unhurriedly.map((clerk) => putUntil(stage, clerk, 'k0', end, { ok: 0, maybe: 0 })));
}

/** What is meant by the clients of one name, on the reliable or the unreliable network. */
interface Clients {
  readonly clerks: number;
  readonly unreliable: boolean;
}

export const concurrentClerks = ({ clerks, unreliable }: Clients): Scenario =>
  shardLab({
    title: `${clerks === 1 ? 'One client puts' : `${clerks} clients put`} for twenty seconds while eight groups join and leave${unreliable ? ', on an unreliable network' : ''}`,
    groups: 9,
    clerks,
    unreliable,
    *tell(tester) {
      const joinAndLeave = function* (): Story {
        const gids = yield* tester.joinNewGroups(8);
        for (const gid of gids) yield* tester.controller().leave(gid);
      };
      yield* all([putAll(tester, tester.newClerks(clerks), seconds(20), unreliable), joinAndLeave()]);
    },
  });
