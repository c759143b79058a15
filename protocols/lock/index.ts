/** The distributed lock over the versioned key/value service, and leases with fencing tokens. */
export { fencedResource } from './fenced-resource.ts';
export type { FencedResourceVocabulary, ResourceMemory, ResourceMessage } from './fenced-resource.ts';
export { leaseClient } from './lease-client.ts';
export type { LeaseOptions } from './lease-errands.ts';
export { formatGrant, parseGrant } from './lease.ts';
export type { Grant, Lease, LeaseClientState, LeaseClientVocabulary, LeaseRequest, LeaseResult } from './lease.ts';
export { lockClient } from './lock-client.ts';
export type { LockOptions } from './lock-client.ts';
export type { LockClientState, LockClientVocabulary, LockRequest, LockResult } from './lock.ts';
export { leaseMilestones, lockMilestones } from './milestones.ts';
export { lockMutants } from './mutants/index.ts';
