/** Deliberate bugs of the store itself. */
import type { Mutant } from '../../../sim/core/index.ts';
import { storeRules } from '../store.ts';
import type { StoreResult, StoreRules } from '../store.ts';

type StoreMutant = Mutant<StoreRules>;

const keepsRevisionOfEqualValue: StoreMutant = {
  id: 'RSM-11',
  title: 'A put of the value that is there already does not raise the revision of its key.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 2: every put raises the version',
  scheduleSize: 2,
  replaces: {
    changed: (before, change, revision) => (change.kind === 'put' && before?.value === change.value ? before : storeRules.changed(before, change, revision)),
  },
};

const countsByKey: StoreMutant = {
  id: 'RSM-17',
  title: 'Each key counts its own changes, and from the beginning again after it was deleted (ABA).',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'the ABA problem: a revision that comes again is taken for the one that it was',
  scheduleSize: 2,
  replaces: { changed: (before, change) => storeRules.changed(before, change, (before?.revision ?? 0) + 1) },
};

const leavesEmptyValue: StoreMutant = {
  id: 'RSM-70',
  title: 'A deletion leaves an empty value.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'a deleted key is none: gets, scans and comparisons can tell',
  scheduleSize: 1,
  replaces: { changed: (before, change, revision) => (change.kind === 'delete' ? { value: '', revision } : storeRules.changed(before, change, revision)) },
};

const answersFromBefore: StoreMutant = {
  id: 'RSM-71',
  title: 'The operations of a transaction are answered from what was there before it.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'etcd, KV.Txn: operations of one transaction see those before them',
  scheduleSize: 1,
  replaces: {
    performAll: (before, operations, perform) => {
      const results: readonly StoreResult[] = operations.map((operation) => perform(before, operation).result);
      return { state: storeRules.performAll(before, operations, perform).state, results };
    },
  },
};

const oneComparisonWillDo: StoreMutant = {
  id: 'RSM-72',
  title: 'A transaction succeeds if any of its comparisons holds.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'etcd, KV.Txn: all comparisons must hold',
  scheduleSize: 1,
  replaces: { succeeds: (state, compare) => compare.length === 0 || compare.some((comparison) => storeRules.succeeds(state, [comparison])) },
};

const countsFromValues: StoreMutant = {
  id: 'RSM-73',
  title: 'After a snapshot, changes are counted from the newest value in it: the number of a deletion comes again (ABA).',
  protocol: 'replicatedStoreServer',
  hardness: 'hard',
  source: 'the ABA problem: a revision that comes again is taken for the one that it was',
  scheduleSize: 2,
  replaces: {
    restoreStore(pieces) {
      const { values } = storeRules.restoreStore(pieces);
      return { values, revision: Math.max(0, ...[...values].map(([, { revision }]) => revision)) };
    },
  },
};

const scansOneTooFar: StoreMutant = {
  id: 'RSM-74',
  title: 'A scan includes the key at which it should end.',
  protocol: 'replicatedStoreServer',
  hardness: 'easy',
  source: 'etcd, KV.Range: the end of a range is not part of it',
  scheduleSize: 2,
  replaces: { scan: (state, query) => storeRules.scan(state, { ...query, to: `${query.to}\u0000` }) },
};

export const storeMutants = [keepsRevisionOfEqualValue, countsByKey, leavesEmptyValue, answersFromBefore, oneComparisonWillDo, countsFromValues, scansOneTooFar] as const;
