import type { Protocol } from '../../sim/core/index.ts';
import { appendRules, appendService } from './append-service.ts';
import type { AppendMemory, AppendRules } from './append-service.ts';
import type { AppendMessage, Change } from './append.ts';
import { journaledServer, journalRules, servedMemory } from './journal.ts';
import type { JournaledState, JournaledVocabulary, JournalOptions, JournalRules } from './journal.ts';
import { appendMilestones, journalMilestones } from './milestones.ts';
import { memoryServer } from './service.ts';
import type { ServerVocabulary } from './service.ts';

/** Types of the append server in memory: it stores nothing and has no timers. */
export type AppendServerVocabulary = ServerVocabulary<AppendMemory, AppendMessage>;

/** The lab's server of Put, Append and Get: in memory, alone, and never crashing (labs, 2024: lab 2). */
export function appendServer(): Protocol<AppendServerVocabulary> {
  return assemble(appendRules);
}

/** Named situations in the life of an append server in memory. */
export const appendServerMilestones = appendMilestones((memory: AppendMemory) => memory);

/** Named situations in the life of a journaled append server: of its service and of its journal. */
export const journaledAppendMilestones = { ...appendMilestones<JournaledState<AppendMemory>>(servedMemory), ...journalMilestones } as const;

function assemble(rules: AppendRules): Protocol<AppendServerVocabulary> {
  return { ...memoryServer('appendServer', appendService(rules)), milestones: appendServerMilestones, rules, assemble };
}

export interface JournaledAppendRules extends AppendRules, JournalRules<AppendMemory, AppendMessage, Change> {}

/** Types of the journaled append server: it stores the changes. */
export type JournaledAppendVocabulary = JournaledVocabulary<AppendMemory, AppendMessage, Change>;

/** The same service behind a journal: it survives crashes and failing storage. */
export function journaledAppendServer(options: JournalOptions = {}): Protocol<JournaledAppendVocabulary> {
  const withRules = (rules: JournaledAppendRules): Protocol<JournaledAppendVocabulary> => ({
    ...journaledServer({ name: 'journaledAppendServer', service: appendService(rules), rules, options }),
    milestones: journaledAppendMilestones,
    rules,
    assemble: withRules,
  });
  return withRules({ ...appendRules, ...journalRules });
}
