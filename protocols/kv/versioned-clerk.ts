import { unreachable } from '../../sim/core/index.ts';
import type { Protocol } from '../../sim/core/index.ts';
import { clerk, sharedClerkRules } from './clerk.ts';
import type { Call, ClerkOptions, ClerkRules, ClerkState, ClerkVocabulary } from './clerk.ts';
import { versionedClerkMilestones } from './milestones.ts';
import type { PutError, PutReply, VersionedMessage, VersionedRequest, VersionedResult } from './versioned.ts';

/** State of a clerk of the 2025 edition. */
export type VersionedClerkState = ClerkState<VersionedRequest>;
/** Types of a clerk of the 2025 edition. */
export type VersionedClerkVocabulary = ClerkVocabulary<VersionedRequest, VersionedResult, VersionedMessage>;

export interface VersionedClerkRules extends ClerkRules<VersionedRequest, VersionedResult, VersionedMessage> {}

/**
 * The clerk of the versioned edition: retries for ever, and tells its user ErrMaybe where it cannot know.
 *
 * Its results are final: whatever the network delivers later, a put that ended with an error has no effect after its end.
 */
export function versionedClerk(options: ClerkOptions = {}): Protocol<VersionedClerkVocabulary> {
  return clerk<VersionedRequest, VersionedResult, VersionedMessage>({
    name: 'versionedClerk',
    milestones: versionedClerkMilestones,
    rules: versionedClerkRules,
    options,
  });
}

export const versionedClerkRules: VersionedClerkRules = {
  ...sharedClerkRules,

  ask({ session, number: request, attempt, request: asked }) {
    switch (asked.kind) {
      case 'get':
        return { kind: 'get', session, request, key: asked.key };
      case 'put':
        return { kind: 'put', session, request, attempt, key: asked.key, value: asked.value, version: asked.version };
      default:
        return unreachable(asked);
    }
  },

  redirectOf: ({ session, number }, message) =>
    message.kind === 'wrongLeader' && message.session === session && message.request === number ? message : null,

  resultOf(call, message) {
    if (!isAnswer(call, message)) return null;
    if (message.kind === 'putReply') return { kind: 'put', error: errorFor(message) };
    if (message.found === null) return { kind: 'get', error: 'ErrNoKey' };
    return { kind: 'get', error: 'OK', ...message.found };
  },
};

type Answer = Extract<VersionedMessage, { kind: 'getReply' | 'putReply' }>;

function isAnswer(call: Call<VersionedRequest>, message: VersionedMessage): message is Answer {
  return message.kind === `${call.request.kind}Reply` && message.session === call.session && message.request === call.number;
}

/** Labs: ErrVersion stays for the first sending; for a put sent again it becomes ErrMaybe, as an earlier sending may be the cause. */
function errorFor({ attempt, error }: PutReply): PutError {
  return error === 'ErrVersion' && attempt > 1 ? 'ErrMaybe' : error;
}
