/** The replicated key/value service: versioned (2025), and with Put, Append, scans and transactions (2020 to 2024 and beyond). */
export { replicatedKvMutants } from './mutants/index.ts';
export { store } from './store.ts';
export type { Comparison, Store, StoreChange, StoreCommand, StoreQuery, StoreResult, Transaction } from './store.ts';
export { replicatedStoreServer, storeClerk, storeRequest, storeService } from './store-server.ts';
export type { ReplicatedStoreVocabulary, StoreOptions } from './store-server.ts';
export { replicatedVersionedServer, versionedMachine, versionedReplicated } from './versioned.ts';
export type { ReplicatedVersionedVocabulary } from './versioned.ts';
