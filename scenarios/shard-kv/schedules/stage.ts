/** What a schedule of the sharded services sees and does: its nodes by what they are, links that are cut, messages that come once more. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, expect, inflict, sleep, type Stage, type Story } from '../../../sim/hosts/script.ts';
import type { NodeId } from '../../../sim/core/protocol.ts';
import { newestOf, type Gid, type Shard, type ShardControllerVocabulary } from '../../../protocols/shard-controller/index.ts';
import type { ReplicaVocabulary } from '../../../protocols/raft/index.ts';
import type { ShardGroup, ShardStatus } from '../../../protocols/shard-kv/index.ts';
import { apart, until } from '../../raft/cluster.ts';
import { administrator, type Administrator } from '../../shard-controller/vocabulary.ts';
import type { Layout } from '../layout.ts';
import { newestKnown } from '../properties.ts';
import { shardUser, type ShardUser } from '../vocabulary.ts';
import { heard, lateCopy } from './courier.ts';
import type { Heard } from './courier.ts';

/** Every group is one server; the controller is server 0. */
export class ShardStage {
  readonly stage: Stage;
  protected readonly layout: Layout;
  private readonly kinds = new Set<string>();

  constructor(stage: Stage, layout: Layout) {
    this.stage = stage;
    this.layout = layout;
    stage.watch(({ node, event }) => {
      if (event.kind === 'message') this.kinds.add(`${node} ${heard(event.message).kind}`);
    });
  }

  /** Client of this number, from 0. */
  client(number: number): NodeId {
    return this.stage.clients[number] ?? 0;
  }

  serverOf(gid: Gid): NodeId {
    return this.layout.groups.get(gid)?.[0] ?? 0;
  }

  /** These groups, with their servers. */
  members(...gids: readonly Gid[]): Readonly<Record<Gid, readonly NodeId[]>> {
    return Object.fromEntries(gids.map((gid) => [gid, this.layout.groups.get(gid) ?? []]));
  }

  groupAt(gid: Gid): ShardGroup | null {
    const state = this.stage.stateOf(this.serverOf(gid));
    return state === null ? null : replica.of(state).machine;
  }

  statusAt(gid: Gid, shard: Shard): ShardStatus | null {
    return this.groupAt(gid)?.shards.get(shard)?.status ?? null;
  }

  hasHeard(node: NodeId, kind: string): boolean {
    return this.kinds.has(`${node} ${kind}`);
  }

  /** What was heard before does not count any more. */
  listen(): void {
    this.kinds.clear();
  }

  until(what: string, holds: () => boolean): Story {
    return until(this.stage, what, holds, seconds(8));
  }

  /** Nothing passes between the two for a while; 0: the controller. */
  cut(one: Gid, other: Gid, lasts: number): Story {
    return inflict(apart(lasts, [this.serverOf(one)], [this.serverOf(other)]));
  }

  /** What one says to the other is lost for a while. */
  *mute(from: Gid, to: Gid, lasts: number): Story {
    yield* inflict({ kind: 'oneWay', from: [this.serverOf(from)], to: [this.serverOf(to)], lasts });
  }

  /** What one group says to another comes so much later. */
  *delay(from: Gid, to: Gid, lasts: number): Story {
    yield* inflict({ kind: 'clog', from: this.serverOf(from), to: this.serverOf(to), lasts });
  }

  crash(node: NodeId, down: number | null = milliseconds(100)): Story {
    return inflict({ kind: 'crash', node, down, power: { survivors: 0, torn: false } });
  }

  lateCopy(node: NodeId, isMeant: (message: Heard) => boolean): () => Story {
    return lateCopy(this.stage, node, isMeant);
  }

  /** The story must be over in time. */
  *within(lasts: number, what: string, story: Story): Story {
    let isOver = false;
    const told = function* (): Story {
      yield* story;
      isOver = true;
    };
    const watch = function* (): Story {
      yield* sleep(lasts);
      expect(isOver, what);
    };
    yield* all([told(), watch()]);
  }
}

/** Groups that follow the controller, two clients, an administrator, the courier. */
export class FollowingStage extends ShardStage {
  get user(): ShardUser {
    return shardUser(this.client(0));
  }

  get other(): ShardUser {
    return shardUser(this.client(1));
  }

  get operator(): Administrator {
    return administrator(this.client(2));
  }

  /** Groups 1 and 2 have joined: group 1 has shard 0, group 2 has shard 1, and keys 0 and 1 have values. */
  *begin(): Story {
    yield* this.operator.join(this.members(1, 2));
    yield* this.operator.move(0, 1);
    yield* this.operator.move(1, 2);
    yield* this.follow();
    yield* this.user.append('0', 'a');
    yield* this.user.append('1', 'b');
    this.listen();
  }

  /** Until group 1 is asked for shard 0, which is frozen by now: the answer is on its way. */
  *handsOut(): Story {
    yield* this.until('the shard is frozen', () => this.statusAt(1, 0) === 'frozen');
    this.listen();
    yield* this.until('it is asked for', () => this.hasHeard(1, 'fetch'));
  }

  /** The user asks, and the answer of the group is lost, and all that it says to the user for a while; meanwhile something happens. */
  *unheard(gid: Gid, lasts: number, asked: Story, meanwhile: Story<unknown>): Story {
    yield* inflict({ kind: 'oneWay', from: [this.serverOf(gid)], to: [this.client(0)], lasts });
    const then = function* (): Story {
      yield* sleep(milliseconds(20));
      yield* meanwhile;
    };
    yield* all([asked, then()]);
  }

  /** Until all groups have got to the newest configuration, and have what is theirs. */
  *follow(): Story {
    const state = this.stage.stateOf(0);
    if (state === null) throw new RangeError('the controller is down');
    const newest = newestOf(controller.of(state).machine.machine);
    const gids = [...newest.groups.keys()];
    yield* this.until('groups follow', () => newestKnown(this.stage, this.layout) === newest.number && gids.every((gid) => this.groupAt(gid)?.awaited.size === 0));
  }
}

const controller: { of(state: object): ShardControllerVocabulary['state'] } = {
  of(state: ShardControllerVocabulary['state']) {
    return state;
  },
};

const replica: { of(state: object): ReplicaVocabulary<ShardGroup>['state'] } = {
  of(state: ReplicaVocabulary<ShardGroup>['state']) {
    return state;
  },
};
