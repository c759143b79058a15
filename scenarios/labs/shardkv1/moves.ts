/** Part A of 2025, where one client looks: groups join, leave and go down. */
import { seconds } from '../../../sim/core/time.ts';
import { expect, type Story } from '../../../sim/hosts/script.ts';
import type { ShardConfiguration } from '../../../protocols/shard-controller/index.ts';
import type { Scenario } from '../../scenario.ts';
import { checkGets, keyCount, keysAt, shutDownSharding, spreadPuts } from './keys.ts';
import { firstGid, shardLab, type ShardTester } from './lab.ts';

export const initQuery = (): Scenario =>
  shardLab({
    title: 'A first configuration is posted, and found',
    groups: 1,
    *tell(tester) {
      const { number, shards } = yield* tester.controller().query();
      expect(number === 1, 'the first configuration has number 1', () => `${number}`);
      expect([...shards].every(([, gid]) => gid === firstGid), 'the first group has all shards');
    },
  });

export const staticOneShardGroup = (): Scenario =>
  shardLab({
    title: 'The leader of the only group goes down',
    groups: 1,
    *tell(tester) {
      const written = yield* spreadPuts(tester);
      yield* checkGets(tester, written);
      const group = tester.group(firstGid);
      yield* group.shutDown(yield* group.leader());
      yield* checkGets(tester, written);
    },
  });

export const joinBasic = (): Scenario =>
  shardLab({
    title: 'A group joins, and each of the two has a part of the keys',
    clerks: 2 * keyCount,
    *tell(tester) {
      const written = yield* spreadPuts(tester);
      const before = yield* tester.controller().query();
      const [gid = 0] = yield* tester.joinNewGroups(1);
      const after = yield* tester.controller().query();
      expectFollows(before, after);
      expect(after.groups.has(gid), 'a group that has joined is a member');
      for (const down of [firstGid, gid]) {
        yield* shutDownSharding(tester, down, written);
        yield* checkGets(tester, written);
      }
    },
  });

/** A join or a leave is one new configuration. */
export function expectFollows(before: ShardConfiguration, after: ShardConfiguration): void {
  expect(after.number === before.number + 1, 'a change makes one new configuration', () => `${after.number} after ${before.number}`);
}

/** The labs' maxraftstate of TestDeleteBasic5A, and what they allow on top. */
const deleteLimit = 10_000;

/** Reads stand in the log, as in the labs: they are what makes groups take their snapshots. */
export const deleteBasic = (): Scenario =>
  shardLab({
    title: 'A group that has given away half of its shards stores them no more',
    maxStateBytes: deleteLimit,
    reads: 'log',
    *tell(tester) {
      const written = yield* spreadPuts(tester, 1_000);
      const before = tester.group(firstGid).mostSnapshotBytes();
      const [gid = 0] = yield* tester.joinNewGroups(1);
      for (let i = 0; i < 5; i++) yield* checkGets(tester, written);
      const [one, other] = [firstGid, gid].map((of) => tester.group(of).mostSnapshotBytes());
      const after = (one ?? 0) + (other ?? 0);
      expect(after <= before + deleteLimit, 'what has moved is deleted where it was', () => `${one} and ${other} bytes, where ${before} were`);
    },
  });

export const joinLeaveBasic = (): Scenario =>
  shardLab({
    title: 'A second group joins, the first one leaves, goes down and joins again',
    clerks: 2 * keyCount,
    *tell(tester) {
      const written = yield* spreadPuts(tester);
      const [gid = 0] = yield* tester.joinNewGroups(1);
      yield* shutDownSharding(tester, firstGid, written);
      yield* checkGets(tester, written);
      yield* tester.controller().leave(firstGid);
      expect(!(yield* tester.controller().query()).groups.has(firstGid), 'a group that has left is no member');
      yield* tester.group(firstGid).shutDownAll();
      yield* checkGets(tester, written);
      yield* tester.group(firstGid).startAll();
      yield* tester.controller().join(firstGid);
      yield* checkGets(tester, written);
      yield* shutDownSharding(tester, gid, written);
    },
  });

export const manyJoinLeave = (unreliable: boolean): Scenario =>
  shardLab({
    title: `Eight groups join and leave${unreliable ? ', on an unreliable network' : ''}`,
    groups: 9,
    clerks: keyCount,
    unreliable,
    *tell(tester) {
      const written = yield* spreadPuts(tester);
      const gids = yield* tester.joinNewGroups(8);
      yield* shutDownSharding(tester, gids[0] ?? 0, written);
      yield* checkGets(tester, written);
      for (const gid of gids) yield* tester.controller().leave(gid);
      yield* checkGets(tester, written);
    },
  });

export const shutDown = (): Scenario =>
  shardLab({
    title: 'Two groups join, and all three restart',
    groups: 3,
    clerks: keyCount,
    *tell(tester) {
      const written = yield* spreadPuts(tester);
      const gids = yield* tester.joinNewGroups(2);
      yield* shutDownSharding(tester, gids[0] ?? 0, written);
      yield* checkGets(tester, written);
      const groups = [firstGid, ...gids].map((gid) => tester.group(gid));
      for (const group of groups) yield* group.shutDownAll();
      for (const group of groups) yield* group.startAll();
      yield* checkGets(tester, written);
    },
  });

export const progressShutdown = (): Scenario =>
  shardLab({
    title: 'Two groups of five are down, and two others answer within two seconds',
    groups: 5,
    *tell(tester) {
      const written = yield* spreadPuts(tester);
      const [two = 0, three = 0, ...alive] = yield* tester.joinNewGroups(4);
      for (const gid of [two, three]) yield* tester.group(gid).shutDownAll();
      const keys = keysAt(yield* tester.controller().query(), alive, written);
      yield* within(tester, 2, checkGets(tester, written, keys));
    },
  });

/** It must be over after so many seconds. */
export function* within({ stage }: ShardTester, most: number, story: Story): Story {
  const start = stage.now();
  yield* story;
  expect(stage.now() - start <= seconds(most), `it takes ${most} s at most`, () => `${stage.now() - start} microseconds`);
}
