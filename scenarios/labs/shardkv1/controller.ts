/** A user of the controller's library: the labs' `ShardCtrler`, and how their tester lets groups join and leave. */
import type { NodeId } from '../../../sim/core/protocol.ts';
import { milliseconds } from '../../../sim/core/time.ts';
import { ask, inflict, sleep, type Stage, type Story } from '../../../sim/hosts/script.ts';
import { balanced, nextConfiguration, type Gid, type ShardConfiguration } from '../../../protocols/shard-controller/index.ts';
import type { LibraryRequest, LibraryResult, LibraryState } from '../../../protocols/shard-kv/index.ts';
import type { Layout } from '../../shard-kv/layout.ts';
import { missed } from '../kvraft/harness.ts';

/** The labs' pause after each join and leave. */
const pauseBetween = milliseconds(200);

export class Controller {
  readonly node: NodeId;
  private readonly layout: Layout;

  constructor(node: NodeId, layout: Layout) {
    this.node = node;
    this.layout = layout;
  }

  *initConfig(configuration: ShardConfiguration): Story {
    yield* this.ask({ kind: 'initConfig', configuration });
  }

  /** Finishes what an earlier controller has left half done. */
  *initController(): Story {
    yield* this.ask({ kind: 'initController' });
  }

  /** The current configuration; null where this controller goes down. */
  *look(): Story<ShardConfiguration | null> {
    const told = yield* this.ask({ kind: 'query' });
    if (told === null) return null;
    return told.kind === 'configuration' && told.configuration !== null ? told.configuration : missed('there is a configuration');
  }

  *query(): Story<ShardConfiguration> {
    return (yield* this.look()) ?? missed('a controller answers');
  }

  /** Ends when the group is a member, or another controller was ahead. */
  *join(gid: Gid): Story {
    yield* this.change((before) => joined(before, gid, this.layout));
  }

  *leave(gid: Gid): Story {
    yield* this.change((before) => left(before, gid));
  }

  /** It has announced a change, and moves shards. */
  isMoving({ stateOf }: Stage): boolean {
    const state = stateOf(this.node);
    return state !== null && typed.library(state).task?.kind === 'moving';
  }

  /** Nothing comes to it or from it. */
  *cutOff(): Story {
    yield* inflict({ kind: 'disconnect', node: this.node, lasts: null });
  }

  *reconnect(): Story {
    yield* inflict({ kind: 'reconnect', node: this.node });
  }

  /** It ends here, whatever it was about. */
  *quit(): Story {
    yield* inflict({ kind: 'crash', node: this.node, down: null, power: { survivors: 0, torn: false } });
  }

  private *change(to: (before: ShardConfiguration) => ShardConfiguration): Story {
    const before = yield* this.look();
    if (before === null) return;
    yield* this.ask({ kind: 'changeConfigTo', configuration: to(before) });
    yield* sleep(pauseBetween);
  }

  private ask(request: LibraryRequest): Story<LibraryResult | null> {
    return ask<LibraryResult>(this.node, request);
  }
}

const typed: { library(state: object): LibraryState } = { library: (state: LibraryState) => state };

/** The configuration that follows when this group joins. */
export function joined(before: ShardConfiguration, gid: Gid, layout: Layout): ShardConfiguration {
  return withGroups(before, before.groups.set(gid, layout.groups.get(gid) ?? []));
}

const left = (before: ShardConfiguration, gid: Gid): ShardConfiguration => withGroups(before, before.groups.delete(gid));

const withGroups = (before: ShardConfiguration, groups: ShardConfiguration['groups']): ShardConfiguration => nextConfiguration(before, balanced(before.shards, [...groups.keys()]), groups);
