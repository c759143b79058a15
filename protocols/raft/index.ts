/** Raft, complete: the paper, the thesis, and replicas of a state machine on top. */
export { raftClerk, raftClerkMilestones } from './clerk.ts';
export type { ClerkRequest, ClerkResult, RaftClerkOptions, RaftClerkState, RaftClerkVocabulary } from './clerk.ts';
export { commandList, register } from './machine.ts';
export type { Applied, Machine, Register } from './machine.ts';
export { raftMilestonesOf } from './milestones.ts';
export { raftMutants } from './mutants/index.ts';
export { labRaft, raftOptions } from './options.ts';
export type { RaftOptions } from './options.ts';
export type { Configuration, Entry, IndexedConfiguration, Progress, RaftMessage, RaftRecord, RaftRequest, RaftResult, RaftState, RaftVocabulary, Snapshot } from './raft.ts';
export { replica, replicate } from './replica.ts';
export type { ReplicaOptions } from './replica-options.ts';
export { isRaftMessage } from './replica-words.ts';
export type { ReplicaMessage, ReplicaState, ReplicaVocabulary } from './replica-words.ts';
export { raftServer } from './server.ts';
export { sessionRules, withSessions } from './sessions.ts';
export type { SessionCommand, SessionResult, SessionRules, Sessions } from './sessions.ts';
export { clerkService } from './service.ts';
export type { AdminRequest, Answer, Ask, ClerkMessage, Errand, Errands, Outcome, ReplicatedService, Situation } from './service.ts';
