/** The deliberate bugs, loaded protocol by protocol: no run needs more than those of its own. */
import type { Mutant } from '../sim/core/mutant.ts';

/** By what they are bugs of: the folders of `protocols`. */
const files: Readonly<Record<string, () => Promise<readonly Mutant[]>>> = {
  kv: async () => (await import('../protocols/kv/index.ts')).kvMutants,
  lock: async () => (await import('../protocols/lock/index.ts')).lockMutants,
  mapreduce: async () => (await import('../protocols/mapreduce/index.ts')).mapReduceMutants,
  raft: async () => (await import('../protocols/raft/index.ts')).raftMutants,
  'replicated-kv': async () => (await import('../protocols/replicated-kv/index.ts')).replicatedKvMutants,
  'shard-controller': async () => (await import('../protocols/shard-controller/index.ts')).shardControllerMutants,
  'shard-kv': async () => (await import('../protocols/shard-kv/index.ts')).shardKvMutants,
  'shard-transactions': async () => (await import('../protocols/shard-transactions/index.ts')).shardTransactionsMutants,
};

/** What the ids of a folder's bugs begin with, where that says which folder it is. */
const prefixes: Readonly<Record<string, string>> = { KV: 'kv', LOCK: 'lock', MR: 'mapreduce', RAFT: 'raft', RSM: 'replicated-kv' };

/** Names of the folders of `protocols` that have deliberate bugs. */
export const brokenFolders: readonly string[] = Object.keys(files);

/** The deliberate bugs of one folder of `protocols`; none of another one. */
export async function mutantsOf(folder: string): Promise<readonly Mutant[]> {
  return Object.hasOwn(files, folder) ? ((await files[folder]?.()) ?? []) : [];
}

/** Every deliberate bug, of every protocol. */
export async function allMutants(): Promise<readonly Mutant[]> {
  return (await Promise.all(brokenFolders.map((folder) => mutantsOf(folder)))).flat();
}

/** The deliberate bug of this id; null where there is none. */
export async function mutantNamed(id: string): Promise<Mutant | null> {
  const folder = prefixes[id.slice(0, id.indexOf('-'))];
  const mutants = folder === undefined ? await allMutants() : await mutantsOf(folder);
  return mutants.find((mutant) => mutant.id === id) ?? null;
}
