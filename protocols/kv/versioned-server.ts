import type { Protocol } from '../../sim/core/index.ts';
import { journaledServer, journalRules, servedMemory } from './journal.ts';
import type { JournaledState, JournaledVocabulary, JournalOptions, JournalRules } from './journal.ts';
import { journalMilestones, versionedMilestones } from './milestones.ts';
import { memoryServer } from './service.ts';
import type { ServerVocabulary } from './service.ts';
import { labRules, versionedRules, versionedService } from './versioned-service.ts';
import type { VersionedEntry, VersionedMemory, VersionedRules } from './versioned-service.ts';
import type { VersionedMessage } from './versioned.ts';

/** Types of the versioned server in memory: it stores nothing and has no timers. */
export type VersionedServerVocabulary = ServerVocabulary<VersionedMemory, VersionedMessage>;

/** The lab's server of versioned values: in memory, alone, and never crashing (labs, 2025: lab 2). Safe on any network. */
export function versionedServer(): Protocol<VersionedServerVocabulary> {
  return assemble(versionedRules);
}

/** The same for the lab's network only, which neither doubles messages nor delivers them late: it remembers no sessions. */
export function labVersionedServer(): Protocol<VersionedServerVocabulary> {
  return assemble(labRules);
}

/** Named situations in the life of a versioned server in memory. */
export const versionedServerMilestones = versionedMilestones((memory: VersionedMemory) => memory);

/** Named situations in the life of a journaled versioned server: of its service and of its journal. */
export const journaledVersionedMilestones = { ...versionedMilestones<JournaledState<VersionedMemory>>(servedMemory), ...journalMilestones } as const;

function assemble(rules: VersionedRules): Protocol<VersionedServerVocabulary> {
  return { ...memoryServer('versionedServer', versionedService(rules)), milestones: versionedServerMilestones, rules, assemble };
}

export interface JournaledVersionedRules extends VersionedRules, JournalRules<VersionedMemory, VersionedMessage, VersionedEntry> {}

/** Types of the journaled versioned server: it stores puts and final refusals. */
export type JournaledVersionedVocabulary = JournaledVocabulary<VersionedMemory, VersionedMessage, VersionedEntry>;

/** The same service behind a journal: it survives crashes and failing storage. */
export function journaledVersionedServer(options: JournalOptions = {}): Protocol<JournaledVersionedVocabulary> {
  const withRules = (rules: JournaledVersionedRules): Protocol<JournaledVersionedVocabulary> => ({
    ...journaledServer({ name: 'journaledVersionedServer', service: versionedService(rules), rules, options }),
    milestones: journaledVersionedMilestones,
    rules,
    assemble: withRules,
  });
  return withRules({ ...versionedRules, ...journalRules });
}
