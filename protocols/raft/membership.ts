/** Cluster membership changes (paper, section 6; thesis, chapter 4). */
import type { NodeId } from '../../sim/core/index.ts';
import type { Configuration, IndexedConfiguration, RaftRefusal } from './raft.ts';
import { freshProgress } from './progress.ts';
import { ignore, isVoter, latest, membersOf } from './rules.ts';
import type { MembershipRules, RaftTurn } from './rules.ts';

export const membershipRules: MembershipRules = {
  configure(turn, id, voters, learners) {
    if (!turn.leadsFor(id)) return;
    const sorted = { voters: voters.toSorted(byNumber), learners: learners.toSorted(byNumber) };
    // The answer to an earlier sending may have been lost: who asks for what is so has what it wants. What is under way may still be withdrawn.
    if (isWanted(turn.configuration, sorted) && !turn.rules.isChangePending(turn)) return turn.answer(id, { kind: 'accepted' });
    const reason = objection(turn, sorted.voters, sorted.learners);
    if (reason !== null) return turn.refuse(id, reason);
    turn.answer(id, { kind: 'started', index: turn.lastIndex + 1, term: turn.state.currentTerm });
    turn.rules.appendAsLeader(turn, { kind: 'configuration', configuration: turn.rules.firstStep(turn, sorted.voters, sorted.learners) });
  },

  isChangePending({ state }) {
    const { index, configuration } = latest(state);
    return index > state.commitIndex || configuration.outgoing.length > 0;
  },

  isReadyForChange: (turn) => turn.rules.hasCommittedInTerm(turn),

  hasCaughtUp(turn, voter) {
    const isMember = membersOf(turn.configuration).includes(voter);
    return isMember && (voter === turn.state.self || turn.lastIndex - (turn.progressOf(voter)?.matchIndex ?? 0) <= turn.options.catchUpLag);
  },

  firstStep(turn, voters, learners) {
    const { voters: outgoing } = turn.configuration;
    const isJoint = turn.options.membership === 'joint' && !isSameSet(voters, outgoing);
    return { voters, outgoing: isJoint ? outgoing : [], learners };
  },

  followConfigurations(turn, after) {
    const { state } = turn;
    state.configurations = configurationsOf(turn, after);
    if (state.role !== 'leader') return;
    const peers = membersOf(turn.configuration).filter((peer) => peer !== state.self);
    state.progress = peers.map((peer) => turn.progressOf(peer) ?? freshProgress(peer, turn.lastIndex + 1));
  },

  advanceConfiguration(turn) {
    const { state, rules } = turn;
    const { index, configuration } = latest(state);
    if (state.role !== 'leader' || index > state.commitIndex) return ignore('not committed, or not its business');
    if (configuration.outgoing.length > 0) return rules.appendAsLeader(turn, { kind: 'configuration', configuration: { ...configuration, outgoing: [] } });
    if (!isVoter(configuration, state.self)) rules.becomeFollower(turn, state.currentTerm);
  },
};

const isWanted = ({ voters, learners }: Configuration, wanted: Pick<Configuration, 'voters' | 'learners'>): boolean => isSameSet(voters, wanted.voters) && isSameSet(learners, wanted.learners);

const byNumber = (a: NodeId, b: NodeId): number => a - b;

const isSameSet = (a: readonly NodeId[], b: readonly NodeId[]): boolean => a.length === b.length && a.every((node) => b.includes(node));

/** Why the leader does not begin this change; null where it may. */
function objection(turn: RaftTurn, voters: readonly NodeId[], learners: readonly NodeId[]): RaftRefusal | null {
  const { rules, options, configuration } = turn;
  const everybody = [...voters, ...learners];
  if (voters.length === 0 || new Set(everybody).size !== everybody.length) return 'illegalConfiguration';
  if (!everybody.every((node) => turn.state.servers.includes(node))) return 'unknownServer';
  if (turn.state.transfer !== null) return 'transferring';
  if (rules.isChangePending(turn)) return 'changePending';
  if (!rules.isReadyForChange(turn)) return 'noCommitInTerm';
  const added = voters.filter((voter) => !configuration.voters.includes(voter));
  const removed = configuration.voters.filter((voter) => !voters.includes(voter));
  if (options.membership === 'single' && added.length + removed.length > 1) return 'tooManyChanges';
  return added.every((voter) => rules.hasCaughtUp(turn, voter)) ? null : 'notCaughtUp';
}

/** The snapshot's, those of the log up to `after` that were known, and those among the entries behind it. */
function configurationsOf({ state }: RaftTurn, after: number): readonly IndexedConfiguration[] {
  const { log, snapshot } = state;
  const known = state.configurations.filter(({ index }) => index > snapshot.lastIncludedIndex && index <= after);
  const found = [{ index: snapshot.lastIncludedIndex, configuration: snapshot.configuration }, ...known];
  for (let index = Math.max(after + 1, log.firstIndex); index <= log.lastIndex; index++) {
    const entry = log.at(index);
    if (entry.kind === 'configuration') found.push({ index, configuration: entry.configuration });
  }
  return found;
}
