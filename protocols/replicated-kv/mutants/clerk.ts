/** Deliberate bugs of the clients of the store. */
import type { Mutant } from '../../../sim/core/index.ts';
import { raftClerkRules } from '../../raft/clerk.ts';
import type { RaftClerkRules } from '../../raft/clerk.ts';

type ClerkMutant = Mutant<RaftClerkRules>;

const numbersRetries: ClerkMutant = {
  id: 'RSM-05',
  title: 'A command that is sent again gets a new number.',
  protocol: 'raftClerk',
  hardness: 'easy',
  source: '6.824 lab 3: the number is drawn outside the loop of retries',
  scheduleSize: 2,
  replaces: { numberAgain: (newest) => newest + 1 },
};

const repeatsExpired: ClerkMutant = {
  id: 'RSM-57',
  title: 'A command whose session was forgotten is asked for once more, under a new session.',
  protocol: 'raftClerk',
  hardness: 'medium',
  source: 'thesis 6.3: a client whose session has expired cannot know whether its command was applied',
  scheduleSize: 3,
  replaces: {
    expire(turn) {
      turn.state.session = null;
      turn.transmit();
    },
  },
};

const keepsName: ClerkMutant = {
  id: 'RSM-58',
  title: 'A client that starts again takes the name of its earlier life, whose answers are still under way.',
  protocol: 'raftClerk',
  hardness: 'hard',
  source: '6.824 lab 3: client identifiers are drawn at random for each clerk',
  scheduleSize: 4,
  replaces: { drawLife: () => 1 },
};

const takesAnyAnswer: ClerkMutant = {
  id: 'RSM-59',
  title: 'The answer to an earlier request is taken for the answer to the present one.',
  protocol: 'raftClerk',
  hardness: 'easy',
  source: 'request and reply belong together, which labrpc gives and one-way messages do not',
  scheduleSize: 3,
  replaces: { isAnswer: (state, answer) => answer.session === state.life },
};

const givesUpWithLeader: ClerkMutant = {
  id: 'RSM-60',
  title: 'A command whose leader has lost its office is reported as one that cannot happen any more.',
  protocol: 'raftClerk',
  hardness: 'medium',
  source: 'redisraft #23, nebula #3880, openraft #2095 and #2100, consul #2893',
  scheduleSize: 1,
  replaces: {
    redirect(turn, outcome) {
      const { call } = turn.state;
      if (outcome.mayHappen && call?.request.kind === 'submit') turn.settle(call.id, { kind: 'expired' });
      else raftClerkRules.redirect(turn, outcome);
    },
  },
};

const takesAnswersOfOtherLives: ClerkMutant = {
  id: 'RSM-78',
  title: 'An answer is known by its number alone: a client that starts again takes one that was meant for its earlier life.',
  protocol: 'raftClerk',
  hardness: 'hard',
  source: '6.824 lab 3: client identifiers are drawn at random for each clerk',
  scheduleSize: 4,
  replaces: { isAnswer: (state, answer) => answer.number === 0 ? raftClerkRules.isAnswer(state, answer) : raftClerkRules.isAnswer(state, { ...answer, session: state.life ?? 0 }) },
};

const givesUpWhenRefused: ClerkMutant = {
  id: 'RSM-79',
  title: 'A command that a leader has no room for is given up, though an earlier sending of it may be in a log.',
  protocol: 'raftClerk',
  hardness: 'hard',
  source: 'of the kind of redisraft #23 and consul #2893: a definite answer to one sending is none to the command',
  scheduleSize: 3,
  replaces: {
    refuse(turn, outcome) {
      const { call } = turn.state;
      if (call?.request.kind === 'submit') turn.settle(call.id, { kind: 'expired' });
      else raftClerkRules.refuse(turn, outcome);
    },
  },
};

export const clerkMutants = [numbersRetries, repeatsExpired, keepsName, takesAnyAnswer, givesUpWithLeader, takesAnswersOfOtherLives, givesUpWhenRefused] as const;
