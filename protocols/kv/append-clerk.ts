import type { Protocol } from '../../sim/core/index.ts';
import type { AppendMessage, AppendRequest, AppendResult } from './append.ts';
import { clerk, sharedClerkRules } from './clerk.ts';
import type { ClerkOptions, ClerkRules, ClerkState, ClerkVocabulary } from './clerk.ts';
import { clerkMilestones } from './milestones.ts';

/** State of a clerk of the 2024 edition. */
export type AppendClerkState = ClerkState<AppendRequest>;
/** Types of a clerk of the 2024 edition. */
export type AppendClerkVocabulary = ClerkVocabulary<AppendRequest, AppendResult, AppendMessage>;

export interface AppendClerkRules extends ClerkRules<AppendRequest, AppendResult, AppendMessage> {}

/** The clerk of the 2024 edition: retries for ever, so that each of its requests is executed exactly once. */
export function appendClerk(options: ClerkOptions = {}): Protocol<AppendClerkVocabulary> {
  return clerk<AppendRequest, AppendResult, AppendMessage>({
    name: 'appendClerk',
    milestones: clerkMilestones,
    rules: appendClerkRules,
    options,
  });
}

export const appendClerkRules: AppendClerkRules = {
  ...sharedClerkRules,

  ask: ({ session, number: request, request: asked }) => ({ ...asked, session, request }),

  redirectOf: ({ session, number }, message) =>
    message.kind === 'wrongLeader' && message.session === session && message.request === number ? message : null,

  resultOf({ session, number }, message) {
    const isAnswer = message.kind === 'answer' && message.session === session && message.request === number;
    return isAnswer ? message.result : null;
  },
};
