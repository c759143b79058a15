/** Every scenario of this package, by name. A test holds it against the files. */
import type { Scenario } from './scenario.ts';
import kvAppendJournaled from './kv/append-journaled.ts';
import kvAppend from './kv/append.ts';
import kvDamaged from './kv/damaged.ts';
import kvVersionedJournaled from './kv/versioned-journaled.ts';
import kvVersioned from './kv/versioned.ts';
import lockContended from './lock/contended.ts';
import lockCrashing from './lock/crashing.ts';
import lockFencing from './lock/fencing.ts';
import lockLeases from './lock/leases.ts';
import { labs } from './labs/catalogue.ts';
import raftReplica from './raft/replica.ts';

export const catalogue: Readonly<Record<string, Scenario>> = {
  'kv/append-journaled': kvAppendJournaled,
  'kv/append': kvAppend,
  'kv/damaged': kvDamaged,
  'kv/versioned-journaled': kvVersionedJournaled,
  'kv/versioned': kvVersioned,
  'lock/contended': lockContended,
  'lock/crashing': lockCrashing,
  'lock/fencing': lockFencing,
  'lock/leases': lockLeases,
  'raft/replica': raftReplica,
  ...labs,
};

/** A scenario of this package by its name, for stories that begin from it. */
export function builtin(name: string): Scenario {
  const scenario = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (scenario === undefined) throw new RangeError(`there is no scenario '${name}' in this package`);
  return scenario;
}
