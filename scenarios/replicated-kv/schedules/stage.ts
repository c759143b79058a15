import type { NodeId, Protocol } from '../../../sim/core/index.ts';
import type { CallRecord } from '../../../sim/world/view.ts';
import { isRaftMessage } from '../../../protocols/raft/index.ts';
import type { RaftState } from '../../../protocols/raft/index.ts';
import { Cluster } from '../../../protocols/testing/cluster.ts';
import type { ClusterStep, Select } from '../../../protocols/testing/cluster.ts';
import type { Vocabulary } from '../../../sim/core/index.ts';

/** Which letters on the wire a schedule means. */
export type Letters = Select<Vocabulary>;

const replicas: { of(state: object): { readonly raft: RaftState } } = {
  of(state: { readonly raft: RaftState }) {
    return state;
  },
};

/** Replicas of a service and its clients, driven by hand. Servers come first, then clients. */
export class ServiceStage extends Cluster {
  /** What clients have asked, and been told. */
  readonly calls: CallRecord[];

  constructor(servers: number, clients: number, protocolOf: (node: NodeId) => Protocol, observe: (step: ClusterStep) => void) {
    const calls: CallRecord[] = [];
    const listen = (step: ClusterStep): void => {
      takeDown(calls, step);
      observe(step);
    };
    super(servers, protocolOf, listen, clients);
    this.calls = calls;
  }

  /** A client is asked by its user. */
  call(client: NodeId, request: unknown): this {
    const id = this.calls.length;
    this.calls.push({ id, node: client, request, call: this.steps + 1, calledAt: 0, result: null, return: null, returnedAt: null });
    return this.request(client, id, request);
  }

  /** The node wins with the votes of these others; what it sends as a leader is left on the wire. */
  campaign(node: NodeId, ...voters: readonly NodeId[]): this {
    for (const each of [node, ...voters]) if (replicas.of(this.state(each)).raft.leaderIsRecent) this.fire(each, 'election');
    return this.fire(node, 'election').settle((letter) => among(node, ...voters)(letter) && vote(letter));
  }

  /** The node wins with the votes of these others, and they hear of it. */
  elect(node: NodeId, ...voters: readonly NodeId[]): this {
    return this.campaign(node, ...voters).settle(among(node, ...voters));
  }

  /** A round of heartbeats of the leader, and all that follows from it. */
  heartbeat(leader: NodeId): this {
    return this.fire(leader, 'heartbeat').settle();
  }
}

/** Which calls the step answers. */
function takeDown(calls: CallRecord[], { index, effects }: ClusterStep): void {
  for (const effect of effects) {
    const call = effect.kind === 'reply' ? calls[effect.id] : undefined;
    if (effect.kind === 'reply' && call !== undefined) calls[effect.id] = { ...call, result: effect.result, return: index };
  }
}

/** Everything between servers of this group. */
export const among =
  (...nodes: readonly NodeId[]): Letters =>
  ({ from, to }) =>
    nodes.includes(from) && nodes.includes(to);

export const from =
  (...nodes: readonly NodeId[]): Letters =>
  (letter) =>
    nodes.includes(letter.from);

export const to =
  (...nodes: readonly NodeId[]): Letters =>
  (letter) =>
    nodes.includes(letter.to);

export const both =
  (...selects: readonly Letters[]): Letters =>
  (letter) =>
    selects.every((select) => select(letter));

export const not =
  (select: Letters): Letters =>
  (letter) =>
    !select(letter);

/** Requests for votes, and what is answered. */
export const vote: Letters = ({ message }) => isRaftMessage(message) && (message.kind === 'requestVote' || message.kind === 'requestVoteReply');

/** AppendEntries that are no mere heartbeats. */
export const entries: Letters = ({ message }) => isRaftMessage(message) && message.kind === 'appendEntries' && message.entries.length > 0;

const spoken: { of(message: unknown): { readonly command?: { readonly kind: string }; readonly error?: string } } = {
  of(message: object) {
    return message;
  },
};

/** A command of a session, on its way to a server; not its registration. */
export const command: Letters = ({ message }) => spoken.of(message).command?.kind === 'command';

/** The answer to a put that was executed. */
export const ok: Letters = ({ message }) => spoken.of(message).error === 'OK';
