/** Situations of membership changes (paper, section 6; thesis 4) and transfers (thesis 3.10). */
import type { Configuration, RaftState } from '../../../protocols/raft/index.ts';
import { configurationOf } from '../commitment.ts';
import { isExtension } from '../logs.ts';
import { inReaction, onMessage, stays, stepsDown, takesOffice, type Reaction } from './situation.ts';

/** The configurations that this step has committed. */
function committed({ before, after }: Reaction): readonly Configuration[] {
  if (after.commitIndex === before.commitIndex) return [];
  return after.configurations.flatMap(({ index, configuration }) => (index > before.commitIndex && index <= after.commitIndex ? [configuration] : []));
}

const isMember = (state: RaftState, node: number): boolean => {
  const { voters, outgoing, learners } = configurationOf(state);
  return voters.includes(node) || outgoing.includes(node) || learners.includes(node);
};

export const changeSituations = {
  'a joint configuration is committed': inReaction((step) => committed(step).some(({ outgoing }) => outgoing.length > 0)),
  'a configuration is rolled back by truncation': inReaction(({ before, after }) => {
    const newest = before.configurations.at(-1)?.index ?? 0;
    return after.log !== before.log && !isExtension(after.log, before.log) && newest > (after.configurations.at(-1)?.index ?? 0);
  }),
  'a leader that was removed steps down': inReaction((step) => stepsDown(step) && step.before.currentTerm === step.after.currentTerm && !configurationOf(step.after).voters.includes(step.node)),
  'a learner becomes a voter': inReaction((step) => {
    const learners = step.before.configurations.flatMap(({ configuration }) => configuration.learners);
    return stays(step) && committed(step).some(({ voters }) => voters.some((voter) => learners.includes(voter)));
  }),
  'somebody who was removed asks for votes': onMessage('requestVote', (step, _message, from) => !isMember(step.before, from)),
  'a transfer is completed': onMessage('appendEntries', ({ before, after }, { term }, from) => {
    return before.transfer?.target === from && before.transfer.told && term > before.currentTerm && after.leaderId === from;
  }),
  'a voter votes for the target of a transfer, though a leader is recent': onMessage('requestVote', ({ before, after }, { transfer }, from) => transfer && before.leaderIsRecent && after.votedFor === from),
  'a transfer is abandoned': inReaction((step) => stays(step) && step.event.kind === 'timeout' && step.event.timer === 'transfer' && step.before.transfer !== null),
  'a leader is elected in the middle of a change': inReaction((step) => takesOffice(step) && configurationOf(step.before).outgoing.length > 0),
};
