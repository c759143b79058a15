import { describe, expect, test } from 'vitest';
import { mutate } from '../../sim/core/index.ts';
import { raftClerk, raftMutants, register, replica } from '../raft/index.ts';
import { replicatedKvMutants, replicatedStoreServer, replicatedVersionedServer } from './index.ts';

describe('a replica of a service', () => {
  test.each([replicatedStoreServer(), replicatedVersionedServer(), replica(register)])('$name has every bug of Raft', (server) => {
    for (const mutant of raftMutants) expect(mutate(server, mutant).rules).toMatchObject(mutant.replaces);
  });

  test('has no bug of another service, and its clerk none of Raft', () => {
    const versioned = replicatedVersionedServer();
    for (const mutant of replicatedKvMutants.filter(({ protocol }) => protocol !== versioned.name)) expect(mutate(versioned, mutant)).toBe(versioned);
    const clerk = raftClerk();
    for (const mutant of raftMutants) expect(mutate(clerk, mutant)).toBe(clerk);
  });
});
