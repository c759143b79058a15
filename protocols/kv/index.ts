/** The single-server key/value service: the versioned edition (2025) and that with Append (2024), in memory and journaled. */
export { appendClerk } from './append-clerk.ts';
export type { AppendClerkState, AppendClerkVocabulary } from './append-clerk.ts';
export { appendServer, appendServerMilestones, journaledAppendMilestones, journaledAppendServer } from './append-server.ts';
export type { AppendServerVocabulary, JournaledAppendVocabulary } from './append-server.ts';
export type { AppendMemory } from './append-service.ts';
export type { AppendMessage, AppendRequest, AppendResult } from './append.ts';
export type { ClerkOptions } from './clerk.ts';
export { servedMemory } from './journal.ts';
export type { JournaledState, JournalOptions } from './journal.ts';
export { clerkMilestones, versionedClerkMilestones } from './milestones.ts';
export { kvMutants } from './mutants/index.ts';
export { appendBytes, versionedBytes } from './retained.ts';
export { versionedClerk } from './versioned-clerk.ts';
export type { VersionedClerkState, VersionedClerkVocabulary } from './versioned-clerk.ts';
export { journaledVersionedMilestones, journaledVersionedServer, labVersionedServer, versionedServer, versionedServerMilestones } from './versioned-server.ts';
export type { JournaledVersionedVocabulary, VersionedServerVocabulary } from './versioned-server.ts';
export type { VersionedMemory } from './versioned-service.ts';
export type { Get, Put, PutError, PutReply, Versioned, VersionedMessage, VersionedRequest, VersionedResult } from './versioned.ts';
