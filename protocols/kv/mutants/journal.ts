/** Deliberate bugs of the journal, planted under the versioned service. */
import { Dictionary } from '../../../sim/core/index.ts';
import type { Mutant } from '../../../sim/core/index.ts';
import { journalRules } from '../journal.ts';
import type { JournaledVersionedRules } from '../versioned-server.ts';

const answersEarly: Mutant<JournaledVersionedRules> = {
  id: 'KV-31',
  title: 'The answer leaves before the entry is stored.',
  protocol: 'journaledVersionedServer',
  hardness: 'medium',
  source: 'tikv #1610, robustmq #2039: acknowledged before it was durable',
  replaces: {
    answer: (turn, to, message) => turn.sendEarly(to, message),
  },
};

const leavesTornTail: Mutant<JournaledVersionedRules> = {
  id: 'KV-32',
  title: 'A torn tail is skipped at the start but not cut: what is written behind it cannot be read.',
  protocol: 'journaledVersionedServer',
  hardness: 'hard',
  source: 'amelie #17, cqlite #1418',
  replaces: {
    recover(service, disk) {
      const recovered = journalRules.recover(service, disk);
      return recovered.end === 'torn' ? { ...recovered, end: 'whole' } : recovered;
    },
  },
};

const endsAtCorruption: Mutant<JournaledVersionedRules> = {
  id: 'KV-33',
  title: 'A damaged record is taken for the end of the journal.',
  protocol: 'journaledVersionedServer',
  hardness: 'medium',
  source: 'protocol-aware recovery (FAST 2018), pebble #453',
  replaces: {
    recover(service, disk) {
      const recovered = journalRules.recover(service, disk);
      return recovered.end === 'corrupt' ? { ...recovered, end: 'torn' } : recovered;
    },
  },
};

const ignoresFailure: Mutant<JournaledVersionedRules> = {
  id: 'KV-34',
  title: 'After a storage failure it goes on serving what is on no disk.',
  protocol: 'journaledVersionedServer',
  hardness: 'medium',
  source: 'canonical/raft #91',
  replaces: { handleStorageFailed: () => {} },
};

const compactsWithoutSessions: Mutant<JournaledVersionedRules> = {
  id: 'KV-35',
  title: 'The compacted journal keeps the values and forgets which puts were handled.',
  protocol: 'journaledVersionedServer',
  hardness: 'hard',
  source: 'redisraft #568: the snapshot left out the session table',
  replaces: { snapshotOf: (memory) => ({ ...memory, heard: Dictionary.empty() }) },
};

export const journalMutants = [answersEarly, leavesTornTail, endsAtCorruption, ignoresFailure, compactsWithoutSessions] as const;
