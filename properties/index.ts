/** What must be true, and the arbitraries that search for where it is not. */
export * from './history.ts';
export * from './linearizability/index.ts';
export * from './property.ts';
export * from './raft/index.ts';
export * from './replicas/index.ts';
export * from './schedules/index.ts';
