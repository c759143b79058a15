/** What many schedules have in common: how somebody comes to lead, and what all have heard. */
import type { NodeId } from '../../../sim/core/index.ts';
import { among } from './letters.ts';
import type { Selected } from './letters.ts';
import type { Stage } from './stage.ts';

const votesAmong =
  (...nodes: readonly NodeId[]): Selected =>
  (letter) =>
    among(...nodes)(letter) && (letter.message.kind === 'requestVote' || letter.message.kind === 'requestVoteReply');

/** The node wins with the votes of these others; what it sends as a leader is left on the wire. */
export function campaign(stage: Stage, node: NodeId, ...voters: readonly NodeId[]): void {
  for (const each of [node, ...voters]) if (stage.state(each).raft.leaderIsRecent) stage.fire(each, 'election');
  stage.fire(node, 'election').settle(votesAmong(node, ...voters));
}

/** The node wins with the votes of these others, and they hear of it. */
export function elect(stage: Stage, node: NodeId, ...voters: readonly NodeId[]): void {
  campaign(stage, node, ...voters);
  stage.settle(among(node, ...voters));
}

/** A round of heartbeats of the leader, and all that follows from it among these nodes, or among all. */
export function heartbeat(stage: Stage, leader: NodeId, ...nodes: readonly NodeId[]): void {
  stage.fire(leader, 'heartbeat');
  if (nodes.length === 0) stage.settle();
  else stage.settle(among(leader, ...nodes));
}

/** What is under way over cut links is lost; then all links work again. */
export const reunite = (stage: Stage): Stage => stage.settle().heal();

/** Servers that take any candidate of a higher term for what it says, as the paper has it. */
export const withoutGuards = { preVote: false, checkQuorum: false } as const;
