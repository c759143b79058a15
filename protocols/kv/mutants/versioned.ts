/** Deliberate bugs of the versioned edition. */
import type { Mutant } from '../../../sim/core/index.ts';
import { targetOf } from '../clerk.ts';
import { versionedClerkRules } from '../versioned-clerk.ts';
import type { VersionedClerkRules } from '../versioned-clerk.ts';
import { versionedRules } from '../versioned-service.ts';
import type { VersionedRules } from '../versioned-service.ts';
import type { PutError, VersionedResult } from '../versioned.ts';

const acceptsOldVersions: Mutant<VersionedRules> = {
  id: 'KV-09',
  title: 'A put for a version of the past is accepted.',
  protocol: 'versionedServer',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 2: a put applies only if its version equals the stored one',
  replaces: {
    judge: (stored, put) => (stored !== null && put.version < stored.version ? 'OK' : versionedRules.judge(stored, put)),
    valueAfter: (stored, { value }) => ({ value, version: (stored?.version ?? 0) + 1 }),
  },
};

const keepsVersionOfEqualValue: Mutant<VersionedRules> = {
  id: 'KV-11',
  title: 'A put of the value that is there already does not raise the version.',
  protocol: 'versionedServer',
  hardness: 'medium',
  source: 'MIT 6.5840 lab 2: every put raises the version',
  replaces: {
    valueAfter: (stored, put) => (stored?.value === put.value ? stored : versionedRules.valueAfter(stored, put)),
  },
};

const judgesCopiesAnew: Mutant<VersionedRules> = {
  id: 'KV-21',
  title: 'A copy of a put that was executed is judged again, and its first sending refused.',
  protocol: 'versionedServer',
  hardness: 'medium',
  source: "the lab's server, on a network that duplicates",
  replaces: { wasHandled: () => false },
};

const forgetsRefusals: Mutant<VersionedRules> = {
  id: 'KV-22',
  title: 'A put refused because its version was yet to come is executed when that version has come.',
  protocol: 'versionedServer',
  hardness: 'hard',
  source: "the lab's server, on a network that replays",
  replaces: { couldApplyLater: () => false },
};

/** The clerk's result, with `error` where the truth is ErrMaybe. */
function inPlaceOfMaybe(error: PutError): VersionedClerkRules['resultOf'] {
  return (call, message): VersionedResult | null => {
    const result = versionedClerkRules.resultOf(call, message);
    return result?.kind === 'put' && result.error === 'ErrMaybe' ? { kind: 'put', error } : result;
  };
}

const saysDefiniteErrVersion: Mutant<VersionedClerkRules> = {
  id: 'KV-12',
  title: 'ErrVersion for a put that was sent again is reported as definite.',
  protocol: 'versionedClerk',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 2: ErrVersion on a re-sent Put becomes ErrMaybe',
  replaces: { resultOf: inPlaceOfMaybe('ErrVersion') },
};

const takesMaybeForSuccess: Mutant<VersionedClerkRules> = {
  id: 'KV-14',
  title: 'ErrMaybe is reported as OK.',
  protocol: 'versionedClerk',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 2: ErrMaybe means that the put may not have happened',
  replaces: { resultOf: inPlaceOfMaybe('OK') },
};

const refreshesVersion: Mutant<VersionedClerkRules> = {
  id: 'KV-15',
  title: 'A put sent again that meets ErrVersion is put once more, at the next version.',
  protocol: 'versionedClerk',
  hardness: 'easy',
  source: 'TiDB automatic transaction retry (Jepsen, 2.1) lost updates the same way',
  replaces: {
    settle(turn, call, result) {
      const isUnsure = result.kind === 'put' && result.error === 'ErrMaybe';
      if (!isUnsure || call.request.kind !== 'put') return versionedClerkRules.settle(turn, call, result);
      const next = { ...call, attempt: call.attempt + 1, request: { ...call.request, version: call.request.version + 1 } };
      turn.state.call = next;
      turn.send(targetOf(turn.state), versionedClerkRules.ask(next));
    },
  },
};

const takesAnyAnswer: Mutant<VersionedClerkRules> = {
  id: 'KV-23',
  title: 'The answer to an earlier request is taken for the answer to the present one.',
  protocol: 'versionedClerk',
  hardness: 'medium',
  source: 'MIT 6.5840 lab 2: request and reply belong together, which labrpc gives and one-way messages do not',
  replaces: {
    resultOf: (call, message) =>
      versionedClerkRules.resultOf({ ...call, number: message.request }, message),
  },
};

export const versionedMutants = [
  acceptsOldVersions,
  keepsVersionOfEqualValue,
  judgesCopiesAnew,
  forgetsRefusals,
  saysDefiniteErrVersion,
  takesMaybeForSuccess,
  refreshesVersion,
  takesAnyAnswer,
] as const;
