import { milliseconds } from '../../../sim/core/time.ts';
import { ask, inflict, type Story } from '../../../sim/hosts/script.ts';
import type { NodeId } from '../../../sim/core/protocol.ts';
import { nextConfiguration, type Gid, type Shard, type ShardConfiguration } from '../../../protocols/shard-controller/index.ts';
import type { LibraryRequest, LibraryResult, LibraryState } from '../../../protocols/shard-kv/index.ts';
import { versionedClient, type VersionedClient } from '../../kv/vocabulary.ts';
import { firstConfiguration } from '../vocabulary.ts';
import { ShardStage } from './stage.ts';

/** Groups that are told what to do, two clients, two controllers, the courier. */
export class SteeredStage extends ShardStage {
  get user(): VersionedClient {
    return versionedClient(this.client(0));
  }

  get other(): VersionedClient {
    return versionedClient(this.client(1));
  }

  get controllers(): readonly [NodeId, NodeId] {
    return [this.client(2), this.client(3)];
  }

  /** Group 1 has both shards, and keys 0 and 1 have values. */
  *begin(): Story {
    yield* library(this.controllers[0], { kind: 'initConfig', configuration: firstConfiguration(this.layout, 2) });
    yield* this.user.put('0', 'a', 0);
    yield* this.user.put('1', 'b', 0);
  }

  /** What comes after the current configuration, as this controller sees it, where a shard goes to a group. */
  *goal(node: NodeId, shard: Shard, to: Gid): Story<ShardConfiguration> {
    const found = yield* library(node, { kind: 'query' });
    if (found?.kind !== 'configuration' || found.configuration === null) throw new RangeError('there is no configuration');
    const { shards, groups } = found.configuration;
    return nextConfiguration(found.configuration, shards.set(shard, to), groups.set(to, this.layout.groups.get(to) ?? []));
  }

  *change(node: NodeId, configuration: ShardConfiguration): Story {
    yield* library(node, { kind: 'changeConfigTo', configuration });
  }

  /** A controller moves a shard, unless somebody else is faster, or it goes down. */
  *attempt(node: NodeId, shard: Shard, to: Gid): Story {
    yield* this.change(node, yield* this.goal(node, shard, to));
  }

  move(shard: Shard, to: Gid): Story {
    return this.attempt(this.controllers[0], shard, to);
  }

  *finish(node: NodeId): Story {
    yield* library(node, { kind: 'initController' });
  }

  taskOf(node: NodeId): string | null {
    const state = this.stage.stateOf(node);
    return state === null ? null : (controller.of(state).task?.kind ?? null);
  }

  *crashWhen(node: NodeId, holds: () => boolean): Story {
    yield* this.until('the controller goes down', holds);
    yield* this.crash(node, null);
  }

  /** Nothing that the controller says to the key/value service is heard. */
  *silence(node: NodeId, lasts: number): Story {
    yield* inflict({ kind: 'oneWay', from: [node], to: [0], lasts });
    yield* inflict({ kind: 'oneWay', from: [0], to: [node], lasts: lasts + milliseconds(1) });
  }
}

const library = (node: NodeId, request: LibraryRequest): Story<LibraryResult | null> => ask<LibraryResult>(node, request);

const controller: { of(state: object): LibraryState } = {
  of(state: LibraryState) {
    return state;
  },
};
