/**
 * The shard controller as a state machine (MIT 6.824, labs 4A of 2021 to 2023; 6.5840, lab 5A of 2024): it makes configurations, one after the
 * other, and remembers them all.
 */
import { Dictionary, Log, unreachable } from '../../sim/core/index.ts';
import type { NodeId } from '../../sim/core/index.ts';
import type { Machine } from '../raft/index.ts';
import { balanced, balancedByLoad } from './balance.ts';
import type { Loads } from './balance.ts';
import { emptyConfiguration, nextConfiguration, reshapedConfiguration } from './configuration.ts';
import type { Assignment, Gid, Reshape, Shard, ShardConfiguration } from './configuration.ts';

/** What an administrator asks for. Each that is not refused makes a configuration. */
export type ControllerCommand =
  /** New groups, each with its servers. */
  | { readonly kind: 'join'; readonly groups: readonly (readonly [gid: Gid, servers: readonly NodeId[]])[] }
  | { readonly kind: 'leave'; readonly gids: readonly Gid[] }
  /** A shard goes to a group, however uneven that is. The next join or leave may undo it. */
  | { readonly kind: 'move'; readonly shard: Shard; readonly gid: Gid }
  /** A shard is split into two, or its two halves, which one group must have, become one again. */
  | Reshape
  /** Shards are spread by the traffic that they have had since this was asked for last. */
  | { readonly kind: 'rebalance' }
  | TrafficReport;

/** Traffic of some shards from the very beginning, as counted by their group. Makes no configuration, and does no harm however often and late it comes. */
export interface TrafficReport {
  readonly kind: 'report';
  readonly traffic: readonly (readonly [shard: Shard, commands: number])[];
}

/** A look at the configurations. */
export type ControllerQuery =
  /** The one of this number; the newest, where that is -1 or there is none of this number. */
  | { readonly kind: 'query'; readonly number: number }
  /** The one of this number, or none: an answer other than none is final. */
  | { readonly kind: 'exactly'; readonly number: number };

/** Why nothing was changed. */
export type ControllerRefusal = 'groupIsKnown' | 'groupIsUnknown' | 'shardIsUnknown' | 'shardIsNotInOneGroup';

/** What the controller answers. */
export type ControllerResult =
  | { readonly kind: 'changed'; readonly number: number }
  | { readonly kind: 'reported' }
  | { readonly kind: 'refused'; readonly reason: ControllerRefusal }
  | { readonly kind: 'configuration'; readonly configuration: ShardConfiguration }
  | { readonly kind: 'none' };

/** All configurations so far. */
export interface ShardController {
  /** Configuration 0, of which there is nothing to decide. */
  readonly first: ShardConfiguration;
  /** The others, each at its number. */
  readonly later: Log<ShardConfiguration>;
  /** Traffic of each shard from the very beginning, as far as it was reported. */
  readonly traffic: Loads;
  /** The same as it was when shards were spread by it last. */
  readonly weighed: Loads;
}

/** A piece of the controller, in a snapshot. */
export type ControllerPiece =
  | { readonly kind: 'configuration'; readonly configuration: ShardConfiguration }
  | { readonly kind: 'traffic'; readonly traffic: Loads; readonly weighed: Loads };

/** How the controller works. */
export interface ControllerRules {
  /** How shards are spread when groups come and go. */
  balance(shards: Assignment, gids: readonly Gid[]): Assignment;
  balanceByLoad(shards: Assignment, gids: readonly Gid[], loads: Loads): Assignment;
  /** Why the command cannot be done; null: it can. */
  refusalOf(newest: ShardConfiguration, command: ControllerCommand): ControllerRefusal | null;
  /** What a change leads to. */
  follow(newest: ShardConfiguration, command: Exclude<ControllerCommand, { kind: 'report' }>, loads: Loads, rules: ControllerRules): ShardConfiguration;
  /** Which configuration a query with this number means. */
  configurationFor(controller: ShardController, number: number): ShardConfiguration;
  /** What was reported, taken over: traffic only grows. */
  learn(traffic: Loads, reported: TrafficReport['traffic']): Loads;
  /** By what shards are weighed. */
  loadsOf(controller: ShardController): Loads;
  snapshotController(controller: ShardController): readonly ControllerPiece[];
  restoreController(first: ShardConfiguration, pieces: readonly ControllerPiece[]): ShardController;
}

/** The rules of the controller. */
export const controllerRules: ControllerRules = {
  balance: balanced,
  balanceByLoad: balancedByLoad,

  refusalOf(newest, command) {
    const { groups, shards } = newest;
    switch (command.kind) {
      case 'join':
        return command.groups.some(([gid]) => groups.has(gid)) ? 'groupIsKnown' : null;
      case 'leave':
        return command.gids.every((gid) => groups.has(gid)) ? null : 'groupIsUnknown';
      case 'move':
        if (!shards.has(command.shard)) return 'shardIsUnknown';
        return groups.has(command.gid) ? null : 'groupIsUnknown';
      case 'split':
      case 'merge':
        return reshapedConfiguration(newest, command) === null ? 'shardIsNotInOneGroup' : null;
      case 'rebalance':
      case 'report':
        return null;
      default:
        return unreachable(command);
    }
  },

  follow(newest, command, loads, rules) {
    const { shards, groups } = newest;
    switch (command.kind) {
      case 'join': {
        const after = command.groups.reduce((known, [gid, servers]) => known.set(gid, servers), groups);
        return nextConfiguration(newest, rules.balance(shards, [...after.keys()]), after);
      }
      case 'leave': {
        const after = command.gids.reduce((known, gid) => known.delete(gid), groups);
        return nextConfiguration(newest, rules.balance(shards, [...after.keys()]), after);
      }
      case 'move':
        return nextConfiguration(newest, shards.set(command.shard, command.gid), groups);
      case 'split':
      case 'merge':
        return reshapedConfiguration(newest, { kind: command.kind, shard: command.shard }) ?? newest;
      case 'rebalance':
        return nextConfiguration(newest, rules.balanceByLoad(shards, [...groups.keys()], loads), groups);
      default:
        return unreachable(command);
    }
  },

  configurationFor: (controller, number) => configurationAt(controller, number) ?? newestOf(controller),

  learn: (traffic, reported) => reported.reduce((known, [shard, commands]) => known.set(shard, Math.max(commands, known.get(shard) ?? 0)), traffic),

  loadsOf: ({ traffic, weighed }) => [...traffic].reduce((loads, [shard, commands]) => loads.set(shard, commands - (weighed.get(shard) ?? 0)), noLoads),

  snapshotController: ({ later, traffic, weighed }) => [{ kind: 'traffic', traffic, weighed }, ...later.slice().map((configuration) => ({ kind: 'configuration' as const, configuration }))],

  restoreController: (first, pieces) => ({
    first,
    later: Log.from(pieces.flatMap((piece) => (piece.kind === 'configuration' ? [piece.configuration] : []))),
    ...trafficIn(pieces),
  }),
};

const noLoads: Loads = Dictionary.empty();

function trafficIn(pieces: readonly ControllerPiece[]): Pick<ShardController, 'traffic' | 'weighed'> {
  const { traffic, weighed } = pieces.find((piece) => piece.kind === 'traffic') ?? { traffic: noLoads, weighed: noLoads };
  return { traffic, weighed };
}

/** The newest configuration. */
export const newestOf = ({ first, later }: ShardController): ShardConfiguration => (later.lastIndex === 0 ? first : later.at(later.lastIndex));

/** The configuration of this number; null: there is none. */
export function configurationAt({ first, later }: ShardController, number: number): ShardConfiguration | null {
  if (number === 0) return first;
  return number >= 1 && number <= later.lastIndex ? later.at(number) : null;
}

/** The controller of so many shards. */
export function controllerMachine(shards: number, rules: ControllerRules = controllerRules): Machine<ShardController, ControllerCommand, ControllerQuery, ControllerResult, ControllerPiece> {
  const first = emptyConfiguration(shards);
  return {
    empty: { first, later: Log.empty(), traffic: noLoads, weighed: noLoads },
    apply(state, command) {
      const newest = newestOf(state);
      const reason = rules.refusalOf(newest, command);
      if (reason !== null) return { state, result: { kind: 'refused', reason } };
      if (command.kind === 'report') return { state: { ...state, traffic: rules.learn(state.traffic, command.traffic) }, result: { kind: 'reported' } };
      const configuration = rules.follow(newest, command, rules.loadsOf(state), rules);
      const weighed = command.kind === 'rebalance' ? state.traffic : state.weighed;
      return { state: { ...state, weighed, later: state.later.append(configuration) }, result: { kind: 'changed', number: configuration.number } };
    },
    query(state, { kind, number }) {
      const configuration = kind === 'query' ? rules.configurationFor(state, number) : configurationAt(state, number);
      return configuration === null ? { kind: 'none' } : { kind: 'configuration', configuration };
    },
    snapshot: (state) => rules.snapshotController(state),
    restore: (pieces) => rules.restoreController(first, pieces),
  };
}
