/**
 * What can befall the servers of a replicated store, told as stories, and how clients come to see what it has done: whoever leads next is
 * asked for everything.
 */
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { all, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { Fault } from '../../sim/world/plan.ts';
import type { StoreQuery } from '../../protocols/replicated-kv/index.ts';
import { apart, leaderAmong, othersThan, raftOf } from '../raft/cluster.ts';
import { storeUser, type StoreUser } from './vocabulary.ts';

/** Something that goes wrong, mostly for longer than an election takes. */
export type Trouble = (stage: Stage) => Story;

/** All keys of the swarms. */
const everything: StoreQuery = { kind: 'scan', from: 'a', to: 'z', limit: 99 };

const isHeads = ({ choose }: Stage): boolean => choose(2) === 0;

const someOf = <Value>(stage: Stage, values: readonly Value[]): readonly Value[] => values.filter(() => isHeads(stage));

const anyServer = ({ servers, choose }: Stage): NodeId => servers[choose(servers.length)] ?? 0;

/** Whoever leads; anybody while there is no leader. */
const leaderOf = (stage: Stage): NodeId => leaderAmong(stage, stage.servers) ?? anyServer(stage);

const spell = ({ choose }: Stage): number => milliseconds(50) + choose(milliseconds(500));

const userOf = ({ clients, choose }: Stage): StoreUser => storeUser(clients[choose(clients.length)] ?? 0);

const crashOf = ({ choose }: Stage, node: NodeId, down: number): Fault => ({ kind: 'crash', node, down, power: { survivors: choose(3), torn: choose(2) === 0 } });

/** The leader and a few others, never a majority, are cut off with some of the clients. */
export const minorityApart: Trouble = function* (stage) {
  const leader = leaderOf(stage);
  const most = Math.ceil(stage.servers.length / 2) - 1;
  const minority = [leader, ...someOf(stage, othersThan(stage, leader)).slice(0, most - 1)];
  const stay = someOf(stage, stage.clients);
  const lasts = spell(stage);
  yield* inflict(apart(lasts, [...minority, ...stay], [...stage.servers, ...stage.clients].filter((node) => !minority.includes(node) && !stay.includes(node))));
  yield* sleep(stage.choose(lasts));
};

/** What followers answer reaches their leader when others have long been elected: then all of it at once. */
export const lateAnswers: Trouble = function* (stage) {
  const leader = leaderOf(stage);
  const slow = someOf(stage, othersThan(stage, leader));
  const lasts = spell(stage);
  for (const from of slow) yield* inflict({ kind: 'clog', from, to: leader, lasts: lasts + stage.choose(milliseconds(50)) });
  yield* sleep(stage.choose(milliseconds(30)));
  if (slow.length > 0) yield* inflict({ kind: 'oneWay', from: [leader], to: slow, lasts });
  yield* sleep(lasts);
};

/** Somebody has long wanted to lead; the only one who kept it from that restarts, and has perhaps forgotten to whom it promised what. */
export const amnesia: Trouble = function* (stage) {
  const leader = leaderOf(stage);
  const followers = othersThan(stage, leader);
  const rival = followers[stage.choose(followers.length)] ?? leader;
  const lasts = milliseconds(150) + stage.choose(milliseconds(200));
  yield* inflict(apart(lasts, [leader], [rival]));
  yield* sleep(lasts);
  const [writer = 0, ...readers] = stage.clients;
  yield* inflict(apart(milliseconds(300), [leader, ...readers], [...followers, writer]));
  for (const node of followers) if (node !== rival) yield* inflict(crashOf(stage, node, 1));
  yield* all([writeSome(storeUser(writer)), readAtLeast(stage, stage.now() + milliseconds(150), readers.map(storeUser))]);
};

/** One look after the other, by each of them. */
function* readAtLeast(stage: Stage, end: number, users: readonly StoreUser[]): Story {
  yield* all(
    users.map(function* (user): Story {
      while (stage.now() < end) {
        yield* lookAround(user);
        yield* sleep(milliseconds(10));
      }
    }),
  );
}

/** A server hears nothing, or is not heard. */
export const oneWay: Trouble = function* (stage) {
  const node = isHeads(stage) ? leaderOf(stage) : anyServer(stage);
  const others = someOf(stage, othersThan(stage, node));
  if (others.length === 0) return;
  yield* inflict(isHeads(stage) ? { kind: 'oneWay', from: others, to: [node], lasts: spell(stage) } : { kind: 'oneWay', from: [node], to: others, lasts: spell(stage) });
};

/** The leader stands still; what arrives meanwhile waits. */
export const standstill: Trouble = function* (stage) {
  const lasts = spell(stage);
  yield* inflict({ kind: 'pause', node: leaderOf(stage), lasts });
  yield* sleep(stage.choose(lasts));
};

/** Some lose power, or all; each comes back in its own time. */
export const powerLoss: Trouble = function* (stage) {
  const struck = stage.choose(3) === 0 ? stage.servers : [...new Set([leaderOf(stage), ...someOf(stage, stage.servers)])];
  for (const node of struck) yield* inflict(crashOf(stage, node, 1 + stage.choose(isHeads(stage) ? milliseconds(20) : milliseconds(600))));
  yield* sleep(stage.choose(milliseconds(300)));
};

/** Somebody is away until the others have compacted what it lacks; then again, perhaps in the middle of a snapshot. */
export const absence: Trouble = function* (stage) {
  const leader = leaderOf(stage);
  const node = othersThan(stage, leader)[stage.choose(stage.servers.length - 1)] ?? leader;
  const lasts = milliseconds(200) + stage.choose(milliseconds(600));
  yield* inflict({ kind: 'disconnect', node, lasts });
  yield* sleep(lasts + stage.choose(milliseconds(40)));
  const end = stage.choose(3);
  if (end === 0) yield* inflict(crashOf(stage, node, 1 + stage.choose(milliseconds(50))));
  if (end === 1) yield* inflict(crashOf(stage, leader, 1 + stage.choose(milliseconds(400))));
};

/** Two who want to lead do not hear each other, and all others hear both: whose vote is it? Whoever has given it may lose power at once, and be back when the other asks. */
export const contest: Trouble = function* (stage) {
  const leader = leaderOf(stage);
  const others = othersThan(stage, leader);
  const rival = others[stage.choose(others.length)] ?? leader;
  const lasts = milliseconds(200) + stage.choose(milliseconds(500));
  yield* inflict(apart(lasts, [leader], [rival]));
  // The rivals begin to wait first, in the same term, and one perhaps a little later than the other; else a voter would stand before them.
  const waits = (node: NodeId): number => (node === leader ? 1 : node === rival ? 1 + stage.choose(milliseconds(40)) : milliseconds(30) + stage.choose(milliseconds(60)));
  for (const node of stage.servers) yield* inflict(crashOf(stage, node, waits(node)));
  const before = Math.max(...stage.servers.map((node) => raftOf(stage, node)?.currentTerm ?? 0));
  const voted = (): NodeId | undefined =>
    others.find((node) => {
      const raft = raftOf(stage, node);
      return node !== rival && raft !== null && raft.currentTerm > before && raft.votedFor !== null && raft.votedFor !== node;
    });
  for (let blows = stage.choose(3), end = stage.now() + lasts; blows > 0 && stage.now() < end; ) {
    yield* sleep(500);
    const voter = voted();
    if (voter === undefined) continue;
    // Its vote may have been counted by now, or not have been stored yet.
    yield* sleep(stage.choose(milliseconds(15)));
    yield* inflict(crashOf(stage, voter, 1 + stage.choose(milliseconds(3))));
    blows--;
  }
};

/** Everybody loses power at the same moment, and comes back at about the same. */
export const blackout: Trouble = function* (stage) {
  const torn = isHeads(stage);
  for (const node of stage.servers) yield* inflict({ kind: 'crash', node, down: 1 + stage.choose(milliseconds(30)), power: { survivors: stage.choose(2), torn } });
  yield* sleep(stage.choose(milliseconds(400)));
};

/** An operator wants few members, while these are cut off from the others; both sides go on writing. Then they want all of them again. */
export const changeApart: Trouble = function* (stage) {
  const [operator, writer] = [stage.clients[0], stage.clients[1]].map((node) => storeUser(node ?? 0));
  const configuration = raftOf(stage, leaderOf(stage))?.configurations.at(-1)?.configuration;
  if (configuration === undefined || operator === undefined || writer === undefined) return;
  const leader = leaderOf(stage);
  const others = configuration.voters.filter((node) => node !== leader);
  const next = [leader, ...others.slice(0, stage.choose(Math.max(1, Math.ceil(others.length / 2))))];
  const stays = isHeads(stage) ? next : [leader];
  const lasts = milliseconds(300) + stage.choose(milliseconds(400));
  yield* inflict(apart(lasts, [...stays, operator.node], [...stage.servers.filter((node) => !stays.includes(node)), writer.node]));
  yield* all([changeAndWrite(operator, next), writeSome(writer)]);
  yield* wish(operator, next, stage.servers.filter((node) => !next.includes(node)));
  yield* wish(operator, stage.servers);
};

/** Whether it comes to that or not: some changes are never legal. */
function* wish(operator: StoreUser, voters: readonly NodeId[], learners: readonly NodeId[] = []): Story {
  for (let tries = 0; tries < 5; tries++) {
    const { kind } = yield* operator.configure(voters, learners);
    if (kind !== 'refused') return;
    yield* sleep(milliseconds(20));
  }
}

function* changeAndWrite(operator: StoreUser, members: readonly NodeId[]): Story {
  yield* operator.configure(members);
  yield* writeSome(operator);
}

function* writeSome(user: StoreUser): Story {
  for (let i = 0; i < 3; i++) {
    yield* user.change({ kind: 'append', key: 'k0', value: `${user.node}` });
    yield* lookAround(user);
    yield* sleep(milliseconds(30));
  }
}

/** A disk fails, hangs or is full; the server goes down while it is, or does not. */
export const diskTrouble: Trouble = function* (stage) {
  const node = isHeads(stage) ? leaderOf(stage) : anyServer(stage);
  const lasts = spell(stage);
  const troubles: readonly Fault[] = [
    { kind: 'ioError', node, count: 1 + stage.choose(3) },
    { kind: 'hungDisk', node, lasts },
    { kind: 'slowDisk', node, delay: 1 + stage.choose(milliseconds(200)), lasts },
    { kind: 'diskFull', node, lasts },
  ];
  yield* inflict(troubles[stage.choose(troubles.length)] ?? { kind: 'restart', node });
  yield* sleep(stage.choose(lasts));
  if (isHeads(stage)) yield* inflict(crashOf(stage, node, 1 + stage.choose(milliseconds(200))));
};

/** Leadership is handed over; the message that says so may be late, or stay away. */
export const handOver: Trouble = function* (stage) {
  const target = anyServer(stage);
  const leader = leaderOf(stage);
  const hindrance = stage.choose(4);
  if (hindrance === 0) yield* inflict({ kind: 'clog', from: leader, to: target, lasts: spell(stage) });
  if (hindrance === 1) yield* inflict({ kind: 'disconnect', node: target, lasts: milliseconds(300) + stage.choose(milliseconds(700)) });
  yield* userOf(stage).transfer(target);
  yield* sleep(stage.choose(milliseconds(60)));
};

/** Some of these, one after the other; after each, perhaps, somebody looks at what there is. */
export function upheavals(kinds: readonly Trouble[], rounds: number = 6): Script {
  return function* (stage) {
    const some = someOf(stage, kinds);
    const chosen = some.length === 0 ? kinds : some;
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(milliseconds(150)));
      const trouble = chosen[stage.choose(chosen.length)];
      if (trouble !== undefined) yield* trouble(stage);
      const lookers = someOf(stage, stage.clients).map(storeUser);
      yield* all(lookers.map((user) => lookAround(user)));
    }
  };
}

function* lookAround(user: StoreUser): Story {
  yield* user.look(everything);
}

/** When most is over, each server in turn is asked to lead, and says what there is. */
export const tour: Script = function* (stage) {
  yield* sleep(seconds(3));
  for (const server of stage.servers) {
    yield* rest();
    const user = userOf(stage);
    yield* user.transfer(server);
    yield* sleep(milliseconds(30));
    yield* lookAround(user);
  }
};
