/** Transactions over keys of several shards: two-phase commit over replicated groups. */
export { coordinatorMilestones, transactionClerk } from './coordinator.ts';
export type { CoordinatorAnswer, CoordinatorRequest, CoordinatorState, CoordinatorVocabulary, Transacting } from './coordinator.ts';
export { shardTransactionsMutants } from './mutants/index.ts';
export type { Decision, Participant, ParticipantCommand, ParticipantResult } from './participant.ts';
export { participantMachine } from './participant.ts';
export { transactionalShards } from './participant-service.ts';
export type { Part, Resolve, Resolved, Transaction, TransactionCommand, TransactionId, TransactionOutcome, TransactionResult } from './transaction.ts';
