/** Raft, complete: the paper, the thesis, and replicas of a state machine on top. */
export { raftClerk, raftClerkMilestones } from './clerk.ts';
export type { ClerkRequest, ClerkResult, RaftClerkOptions, RaftClerkState, RaftClerkVocabulary } from './clerk.ts';
export { commandList, register, withSessions } from './machine.ts';
export type { Machine, Register, SessionCommand, Sessions } from './machine.ts';
export { raftMilestonesOf } from './milestones.ts';
export { raftMutants } from './mutants/index.ts';
export { labRaft, raftOptions } from './options.ts';
export type { RaftOptions } from './options.ts';
export type { Configuration, Entry, IndexedConfiguration, Progress, RaftMessage, RaftRecord, RaftRequest, RaftResult, RaftState, RaftVocabulary, Snapshot } from './raft.ts';
export { replica } from './replica.ts';
export type { AdminRequest, ReplicaMessage, ReplicaOptions, ReplicaState, ReplicaVocabulary } from './replica.ts';
export { raftServer } from './server.ts';
