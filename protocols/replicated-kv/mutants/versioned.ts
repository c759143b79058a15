/** Deliberate bugs of the replicated versioned service. */
import { Dictionary } from '../../../sim/core/index.ts';
import type { Mutant } from '../../../sim/core/index.ts';
import type { Put, VersionedMessage } from '../../kv/versioned.ts';
import { versionedRules } from '../../kv/versioned-service.ts';
import type { VersionedMemory } from '../../kv/versioned-service.ts';
import { doneWith, replicaRules } from '../../raft/replica-rules.ts';
import type { ReplicaRules } from '../../raft/replica-turn.ts';
import { versionedServiceRules } from '../versioned.ts';
import type { VersionedServiceRules } from '../versioned.ts';

type VersionedMutant = Mutant<ReplicaRules<VersionedMemory> & VersionedServiceRules>;

const correct = replicaRules<VersionedMemory>();

const typed: { message(message: unknown): VersionedMessage } = {
  message(message: VersionedMessage) {
    return message;
  },
};

const putOf = (message: unknown): Put | null => {
  const asked = typed.message(message);
  return asked.kind === 'put' ? asked : null;
};

const refusalOf = ({ session, request, attempt }: Put, error: 'ErrNoKey' | 'ErrVersion'): VersionedMessage => ({ kind: 'putReply', session, request, attempt, error });

const checksOnArrival: VersionedMutant = {
  id: 'RSM-09',
  title: 'The version of a put is checked when it arrives; it is executed whatever came in between.',
  protocol: 'replicatedVersionedServer',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 4: what decides is in the log, and is decided when it is applied',
  scheduleSize: 2,
  replaces: {
    submit(turn, asker, command, clock) {
      const put = putOf(command);
      const error = put === null ? 'OK' : versionedRules.judge(turn.state.machine.values.get(put.key) ?? null, put);
      if (put === null || error === 'OK' || turn.state.raft.role !== 'leader') return correct.submit(turn, asker, command, clock);
      turn.answer(asker, { kind: 'done', result: refusalOf(put, error) });
    },
    judge: () => 'OK',
    valueAfter: (stored, { value }) => ({ value, version: (stored?.version ?? 0) + 1 }),
  },
};

const judgesCopiesAnew: VersionedMutant = {
  id: 'RSM-21',
  title: 'A copy of a put that was executed is judged again, and its first sending refused.',
  protocol: 'replicatedVersionedServer',
  hardness: 'medium',
  source: "the lab's server, on a network that duplicates",
  scheduleSize: 2,
  replaces: { wasHandled: () => false },
};

const forgetsRefusals: VersionedMutant = {
  id: 'RSM-22',
  title: 'A put refused because its version was yet to come is executed when that version has come.',
  protocol: 'replicatedVersionedServer',
  hardness: 'hard',
  source: "the lab's server, on a network that replays",
  scheduleSize: 3,
  replaces: { couldApplyLater: () => false },
};

const refusesWithOffice: VersionedMutant = {
  id: 'RSM-08',
  title: 'A leader that loses its office refuses the puts that wait, for good: a later leader commits them.',
  protocol: 'replicatedVersionedServer',
  hardness: 'medium',
  source: 'redisraft #23, nebula #3880, openraft #2095 and #2100, consul #2893',
  scheduleSize: 1,
  replaces: {
    failWaiting(turn) {
      const { state } = turn;
      for (const asker of state.submissions.values()) {
        const put = 'message' in asker ? putOf(asker.message) : null;
        if (put !== null) turn.answer(asker, { kind: 'done', result: refusalOf(put, 'ErrVersion') });
      }
      state.submissions = Dictionary.empty();
    },
  },
};

const forgetsWhatItHeard: VersionedMutant = {
  id: 'RSM-75',
  title: 'A snapshot has the values, and not which sendings were handled.',
  protocol: 'replicatedVersionedServer',
  hardness: 'medium',
  source: '6.824 lab 3; redisraft #568',
  scheduleSize: 2,
  replaces: { snapshotMemory: ({ values }) => versionedServiceRules.snapshotMemory({ values, heard: Dictionary.empty() }) },
};

const forgetsVersions: VersionedMutant = {
  id: 'RSM-76',
  title: 'Values that come from a snapshot have version 1.',
  protocol: 'replicatedVersionedServer',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 4: versions are part of the snapshot',
  scheduleSize: 3,
  replaces: {
    restoreMemory(pieces) {
      const { values, heard } = versionedServiceRules.restoreMemory(pieces);
      return { values: Dictionary.from([...values].map(([key, { value }]) => [key, { value, version: 1 }] as const)), heard };
    },
  },
};

const anybodyReads: VersionedMutant = {
  id: 'RSM-77',
  title: 'Every server answers gets from what it has applied.',
  protocol: 'replicatedVersionedServer',
  hardness: 'easy',
  source: 'jgroups-raft #208',
  scheduleSize: 2,
  replaces: { look: (turn, asker) => turn.answer(asker, doneWith(turn, asker, null)) },
};

const judgesOvertakenSendings: VersionedMutant = {
  id: 'RSM-81',
  title: 'Only the sending that was handled is known again: one that it has overtaken is judged anew, and refused for good.',
  protocol: 'replicatedVersionedServer',
  hardness: 'hard',
  source: "the lab's server, on a network that delivers late",
  scheduleSize: 3,
  replaces: { wasHandled: (heard, { request, attempt }) => heard !== null && (request < heard.request || (request === heard.request && attempt === heard.attempt)) },
};

const judgesOlderRequests: VersionedMutant = {
  id: 'RSM-82',
  title: 'A request older than the last one of its session is judged anew: one that was refused may be executed after all.',
  protocol: 'replicatedVersionedServer',
  hardness: 'very hard',
  source: 'thesis 6.3: numbers up to the newest one are known, not only the newest',
  scheduleSize: 3,
  replaces: { wasHandled: (heard, attempt) => heard !== null && attempt.request === heard.request && versionedRules.wasHandled(heard, attempt) },
};

const forgetsNearMisses: VersionedMutant = {
  id: 'RSM-83',
  title: 'A put refused for the very next version is not remembered: a copy of it is executed when that version has come.',
  protocol: 'replicatedVersionedServer',
  hardness: 'hard',
  source: "the lab's server, on a network that replays; off by one",
  scheduleSize: 3,
  replaces: { couldApplyLater: (stored, put) => put.version > (stored?.version ?? 0) + 1 },
};

const keepsOldRefusals: VersionedMutant = {
  id: 'RSM-86',
  title: 'A refusal that is remembered is never replaced: later puts of its session are not known again.',
  protocol: 'replicatedVersionedServer',
  hardness: 'hard',
  source: "the lab's server, on a network that duplicates",
  scheduleSize: 3,
  replaces: {
    hear(heard, attempt, refusal) {
      const known = heard.get(attempt.session)?.refusal ?? null;
      return known === null ? versionedRules.hear(heard, attempt, refusal) : heard;
    },
  },
};

const forgetsMissingKeys: VersionedMutant = {
  id: 'RSM-87',
  title: 'A put refused because there is no such key is executed when there is one, at that version.',
  protocol: 'replicatedVersionedServer',
  hardness: 'hard',
  source: "the lab's server, on a network that replays",
  scheduleSize: 3,
  replaces: { couldApplyLater: (stored, put) => stored !== null && versionedRules.couldApplyLater(stored, put) },
};

export const versionedMutants = [
  checksOnArrival,
  judgesCopiesAnew,
  forgetsRefusals,
  refusesWithOffice,
  forgetsWhatItHeard,
  forgetsVersions,
  anybodyReads,
  judgesOvertakenSendings,
  judgesOlderRequests,
  forgetsNearMisses,
  keepsOldRefusals,
  forgetsMissingKeys,
] as const;
