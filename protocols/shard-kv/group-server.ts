import { milliseconds } from '../../sim/core/index.ts';
import type { Choose, NodeId, Protocol } from '../../sim/core/index.ts';
import { replicate } from '../raft/index.ts';
import type { Ask, Errands, Outcome, ReplicatedService, ReplicaOptions, ReplicaVocabulary } from '../raft/index.ts';
import { wrongLeader } from '../replicated-kv/wrong-leader.ts';
import { emptyConfiguration } from '../shard-controller/index.ts';
import type { Gid, Shard } from '../shard-controller/index.ts';
import { errandRules, toShardOf } from './errands.ts';
import type { ContentErrand, ErrandRules, GroupErrand } from './errands.ts';
import { shardGroupRules } from './group.ts';
import type { GroupCommand, GroupResult, ShardGroup, ShardGroupRules } from './group.ts';
import { debtName, shardGroupMachine } from './group-machine.ts';
import type { FirstShards } from './group-machine.ts';
import type { Divisible } from './held.ts';
import type { GroupMessage, Operate } from './messages.ts';
import { shardGroupMilestones } from './milestones.ts';
import { firstByte } from './routing.ts';
import type { KeyHash } from './routing.ts';

/** What a shard holds, and how it is asked and answers: any service that can be replicated. */
export interface ShardService extends ReplicatedService<unknown, unknown> {
  /** How its content is divided, and put together again. Left out: such shards are never split. */
  readonly divisible?: Divisible;
  assemble?(rules: object): ShardService;
  /** What the leader of its group does for a shard, each time that it looks after its errands. */
  contentErrands?(content: unknown, shard: Shard, choose: Choose): readonly ContentErrand[];
}

/** Everything that a server of a group can be told. */
export interface ShardGroupOptions extends ReplicaOptions {
  /** Number of the group, from 1. */
  readonly gid: Gid;
  /** What each shard is. */
  readonly shard: ShardService;
  /** Servers of the shard controller whose configurations it follows, one after the other; null: somebody tells it what to do. Default: null. */
  readonly controllers?: readonly NodeId[] | null;
  /** How often it asks them, in microseconds. Default: 100 ms, as in the labs. */
  readonly pollInterval?: number;
  /** Every so-many-th time on average, it tells them the traffic of its shards, for them to be spread by it; null: never. Default: null. */
  readonly reportEvery?: number | null;
  /** By which keys are spread over shards, where shards have to do with each other. Default: the key's first byte. */
  readonly hash?: KeyHash;
  /** Shards that it has from the beginning, by the first configuration. Default: none. */
  readonly shards?: readonly Shard[];
}

/** Types of a server of a group. */
export type ShardGroupVocabulary = ReplicaVocabulary<ShardGroup, GroupMessage>;

/** Number of the configuration that groups begin with which are told what to do. */
export const firstNumber = 1;

/** One server of a group. Its `nodes` are the servers of the group (`among`). */
export function shardGroupServer({ gid, shard, controllers = null, pollInterval = milliseconds(100), reportEvery = null, hash = firstByte, shards = [], ...options }: ShardGroupOptions): Protocol<ShardGroupVocabulary> {
  if (!Number.isSafeInteger(gid) || gid < 1) throw new RangeError(`option gid is ${gid}: expected a whole number from 1`);
  if (reportEvery !== null && (!Number.isSafeInteger(reportEvery) || reportEvery < 1)) throw new RangeError(`option reportEvery is ${reportEvery}: expected a whole number from 1, or null`);
  if (!Number.isSafeInteger(pollInterval) || pollInterval < 1) throw new RangeError(`option pollInterval is ${pollInterval}: expected a whole number from 1, in microseconds`);
  const reshaping = { divisible: shard.divisible ?? null, hash };
  const first = { gid, shards, number: firstNumber, configuration: controllers === null ? null : emptyConfiguration(0), reshaping };
  return replicate('shardGroupServer', groupService({ shard, first, controllers: controllers ?? [], pollInterval, reportEvery, hash }), options);
}

/** The rules of a server of a group, besides those of any replica and those of its shards. */
export interface GroupServiceRules extends ShardGroupRules, ErrandRules {}

interface GroupParts {
  readonly shard: ShardService;
  readonly first: FirstShards;
  readonly controllers: readonly NodeId[];
  readonly pollInterval: number;
  readonly reportEvery: number | null;
  readonly hash: KeyHash;
}

function groupService(parts: GroupParts, rules: GroupServiceRules = { ...parts.shard.rules, ...shardGroupRules, ...errandRules }): ReplicatedService<ShardGroup, GroupMessage, GroupResult> {
  const shard = parts.shard.assemble?.(rules) ?? parts.shard;
  return {
    machine: shardGroupMachine(shard.machine, parts.first, rules),
    rules,
    milestones: shardGroupMilestones,
    assemble: (others: GroupServiceRules) => groupService(parts, others),
    askOf: (message, group) => askOf(shard, rules, message, group),
    answerTo: (message, outcome) => answerTo(shard, message, outcome),
    noteOf: (message, choose) => (parts.reportEvery === null ? null : noteOf(message, choose)),
    errands: parts.first.configuration === null ? null : errandsOf({ ...parts, shard }, rules),
  };
}

/** Looks do not go through the log. One in so many is written down for all of them: so a shard that is only read is known to be busy. */
const looksCounted = 8;

const noteOf = (message: GroupMessage, choose: Choose): GroupCommand | null => (message.kind === 'operate' && choose(looksCounted) === 0 ? { kind: 'count', shard: message.shard, looks: looksCounted } : null);

function errandsOf({ shard, controllers, pollInterval: interval, reportEvery, hash }: GroupParts, rules: ErrandRules): Errands<ShardGroup, GroupMessage> {
  return {
    interval,
    due(group, since, choose) {
      const reports = reportEvery === null || since !== null || choose(reportEvery) > 0 ? [] : rules.report(group, controllers);
      return [...rules.poll(group, since, controllers, choose), ...rules.fetch(group, since, choose), ...rules.release(group, since), ...reports, ...(since === null ? errandsForShards(shard, hash, group, choose) : [])];
    },
  };
}

/** What the shards that are served here have to say to others. */
function errandsForShards(service: ShardService, hash: KeyHash, { shards, configuration }: ShardGroup, choose: Choose): readonly GroupErrand[] {
  if (service.contentErrands === undefined || configuration === null) return [];
  const due: GroupErrand[] = [];
  for (const [shard, { status, content }] of shards) {
    if (status !== 'serving') continue;
    for (const errand of service.contentErrands(content, shard, choose)) due.push(...toShardOf(hash, configuration, errand));
  }
  return due;
}

/** What a group is told that it knows already, or that does not concern it yet, does not go through its log. */
function askOf(service: ShardService, rules: ShardGroupRules, message: GroupMessage, group: ShardGroup): Ask | null {
  switch (message.kind) {
    case 'operate':
      return ofShard(service, message);
    case 'polled':
      return rules.mayFollow(group, message.configuration) ? { kind: 'submit', command: { kind: 'configure', configuration: message.configuration } } : null;
    case 'fetch':
      return { kind: 'glance', query: message };
    case 'fetched': {
      const { shard, number, content, traffic } = message;
      return rules.expects(group, shard, number) ? { kind: 'submit', command: { kind: 'install', shard, number: group.configuration?.number ?? number, content, traffic } } : null;
    }
    case 'release':
      return { kind: 'submit', command: { kind: 'delete', shard: message.shard, number: message.number } };
    case 'released':
      return group.debts.has(debtName(message.shard, message.number)) ? { kind: 'submit', command: { kind: 'settle', shard: message.shard, number: message.number } } : null;
    case 'steer':
      return { kind: 'submit', command: message.change };
    default:
      return null;
  }
}

/** What the service of the shard makes of its client's message. */
function ofShard(service: ShardService, { shard, message }: Operate): Ask | null {
  const ask = service.askOf(message, service.machine.empty);
  switch (ask?.kind) {
    case 'submit':
      return { kind: 'submit', command: { kind: 'operate', shard, command: ask.command } };
    case 'query':
      return { kind: 'query', query: { kind: 'operate', shard, query: ask.query } };
    case 'administer':
      return ask;
    default:
      return null;
  }
}

function answerTo(service: ShardService, message: GroupMessage, outcome: Outcome<GroupResult>): GroupMessage | null {
  switch (message.kind) {
    case 'operate':
      return ofService.as(operated(service, message, outcome));
    case 'fetch':
      return outcome.kind === 'done' && outcome.result.kind === 'frozen' ? { kind: 'fetched', shard: message.shard, number: message.number, content: outcome.result.content, traffic: outcome.result.traffic } : null;
    case 'release':
      return outcome.kind === 'done' && isDeleted(outcome.result) ? { kind: 'released', shard: message.shard, number: message.number } : null;
    case 'steer': {
      const { session, request } = message;
      if (outcome.kind !== 'done') return wrongLeader(message, outcome);
      return outcome.result.kind === 'served' || outcome.result.kind === 'wrongGroup' ? null : { kind: 'steered', session, request, result: outcome.result };
    }
    default:
      return null;
  }
}

/** Now, or since long. */
const isDeleted = ({ kind }: GroupResult): boolean => kind === 'done' || kind === 'stale';

function operated(service: ShardService, { shard, message }: Operate, outcome: Outcome<GroupResult>): unknown {
  if (outcome.kind !== 'done') return service.answerTo(message, outcome);
  if (outcome.result.kind === 'served') return service.answerTo(message, { kind: 'done', result: outcome.result.result });
  return { kind: 'wrongGroup', shard, message };
}

/** What a shard's own service says travels as it is. */
const ofService: { as(message: unknown): GroupMessage | null } = {
  as(message: GroupMessage | null) {
    return message;
  },
};
