/** Leadership transfer (thesis 3.10). */
import { ignore } from './rules.ts';
import type { TransferRules } from './rules.ts';

export const transferRules: TransferRules = {
  transfer(turn, id, target) {
    const { state, options, rules } = turn;
    if (!turn.leadsFor(id)) return;
    // The answer to an earlier sending may have been lost.
    if (state.transfer?.target === target) return turn.answer(id, { kind: 'accepted' });
    if (state.transfer !== null) return turn.refuse(id, 'transferring');
    if (target === state.self || !turn.configuration.voters.includes(target)) return turn.refuse(id, 'notAVoter');
    state.transfer = { target, told: false };
    turn.setTimer('transfer', options.electionTimeoutMax);
    turn.answer(id, { kind: 'accepted' });
    rules.replicate(turn, target);
  },

  advanceTransfer(turn) {
    const { state } = turn;
    if (state.role !== 'leader' || state.transfer === null || state.transfer.told) return;
    const { target } = state.transfer;
    if (turn.progressOf(target)?.matchIndex !== turn.lastIndex) return;
    state.transfer = { target, told: true };
    // However late this message comes, the lease must not count on the voters' refusal any more.
    state.leaseForfeited = true;
    turn.sendEarly(target, { kind: 'timeoutNow', term: state.currentTerm });
  },

  handleTimeoutNow(turn, { term }) {
    const { state, rules } = turn;
    if (term !== state.currentTerm || state.role === 'leader') return ignore('of another term, or too late');
    if (!turn.isVoter) return ignore('no voter any more');
    rules.startElection(turn, true);
  },

  abandonTransfer({ state }) {
    state.transfer = null;
  },
};
