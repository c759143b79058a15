/** Each of these tests of the labs fails for the bug that it was written for: a rule of the sharded services replaced by a wrong one. */
import { describe, expect, test } from 'vitest';
import { Dictionary } from '../../../sim/core/dictionary.ts';
import type { Mutant } from '../../../sim/core/mutant.ts';
import { planArbitrary, planOf } from '../../../properties/schedules/plan-arbitrary.ts';
import type { ControllerRules } from '../../../protocols/shard-controller/controller.ts';
import { newestOf, nobody } from '../../../protocols/shard-controller/index.ts';
import { errandRules, type ErrandRules } from '../../../protocols/shard-kv/errands.ts';
import type { ShardGroupRules } from '../../../protocols/shard-kv/group.ts';
import type { LibraryRules } from '../../../protocols/shard-kv/library.ts';
import { allBuiltins } from '../../catalogue.ts';
import { allMutants } from '../../mutants.ts';
import type { Scenario } from '../../scenario.ts';
import { planSpaceOf, ScenarioRun, type Report } from '../../setup.ts';

const labs = await allBuiltins();

const ofGroup = (id: string, title: string, replaces: Partial<ShardGroupRules & ErrandRules>): Mutant => ({ id, title, protocol: 'shardGroupServer', hardness: 'easy', source: 'the labs', replaces });
const ofController = (id: string, title: string, replaces: Partial<ControllerRules>): Mutant => ({ id, title, protocol: 'shardControllerServer', hardness: 'easy', source: 'the labs', replaces });

/** Bugs besides those of the catalogue. */
const bugs: readonly Mutant[] = [
  ofController('fills-first', 'The first group has all shards, as long as it is there.', {
    balance: (shards, [first = nobody]) => [...shards.keys()].reduce((dealt, shard) => dealt.set(shard, first), shards),
  }),
  ofController('forgets-history', 'A query is answered with the newest configuration, whichever it asks for.', { configurationFor: newestOf }),
  ofGroup('fetches-one-by-one', 'A shard is fetched when the one before it has arrived.', {
    fetch: (group, since, choose) => errandRules.fetch({ ...group, awaited: Dictionary.from([...group.awaited].slice(0, 1)) }, since, choose),
  }),
  ofGroup('serves-all', 'A group serves whatever it is asked for, whoever has the shard.', { serves: () => true }),
  ofGroup('serves-what-has-left', 'A shard that has left is served until it is deleted.', { serves: ({ status }) => status === 'serving' || status === 'frozen' }),
  {
    id: 'announces-only',
    title: 'A change is over when it is announced: its shards stay where they are.',
    protocol: 'controllerLibrary',
    hardness: 'easy',
    source: 'the labs',
    replaces: { judgePosting: () => 'superseded' } satisfies Partial<LibraryRules>,
  },
];

/** Tests, and what each of them says of a mutant. */
const found: readonly (readonly [test: string, mutant: string, property: string])[] = [
  ['shardctrler-2024/TestBasic', 'fills-first', 'no two groups differ by more than one shard'],
  ['shardctrler-2024/TestBasic', 'forgets-history', 'a configuration never changes'],
  ['shardctrler-2022/TestBasic-repaired', 'SHARD-80', 'a join moves shards to those who join only'],
  ['shardctrler-2022/TestMulti-repaired', 'SHARD-80', 'a join moves shards to those who join only'],
  ['shardctrler-2024/TestMinimalAgain', 'SHARD-80', 'a join moves shards to those who join only'],
  ['shardkv-2024/TestStaticShards5A', 'fills-first', 'each of two groups serves its five shards, and no other'],
  ['shardkv-2024/TestRejection5A', 'serves-all', 'a get shows what was written'],
  ['shardkv-2024/TestJoinLeave5B', 'SHARD-30', 'a get shows what was written'],
  ['shardkv-2024/TestJoinLeave5B', 'SHARD-70', 'every call returns'],
  ['shardkv-2024/TestJoinLeave5B', 'SHARD-72', 'every call returns'],
  ['shardkv-2024/TestConcurrent1_5B', 'SHARD-52', 'a get shows what was written'],
  ['shardkv-2024/TestConcurrent1_5B', 'SHARD-41', 'a get shows what was written'],
  ['shardkv-2024/TestConcurrent2_5B', 'serves-what-has-left', 'a get shows what was written'],
  ['shardkv-2024/TestUnreliable2_5B', 'SHARD-56', 'a get shows what was written'],
  ['shardkv-2024/TestChallenge1Delete', 'SHARD-46', 'what has moved is deleted where it was'],
  ['shardkv-2024/TestChallenge2Unaffected', 'SHARD-50', 'every call returns'],
  ['shardkv-2024/TestChallenge2Unaffected-repaired', 'SHARD-50', 'every call returns'],
  ['shardkv-2024/TestChallenge2Partial', 'SHARD-50', 'every call returns'],
  ['shardkv-2024/TestChallenge2Partial', 'fetches-one-by-one', 'every call returns'],
  ['shardkv-2025/TestDeleteBasic5A', 'SHARD-64', 'what has moved is deleted where it was'],
  ['shardkv-2025/TestJoinLeave5B-repaired', 'announces-only', 'a change waits for a group that is down'],
  ['shardkv-2025/TestRecoverCtrler5B', 'SHARD-62', 'a controller finishes what another one has begun'],
  ['shardkv-2025/TestConcurrentReliable5C', 'SHARD-60', 'every call returns'],
  ['shardkv-2025/TestPartitionControllerJoin5C', 'SHARD-62', 'a controller finishes what another one has begun'],
  ['shardkv-2025/TestOneConcurrentClerkReliable5A', 'serves-what-has-left', 'linearizable (kvv)'],
  ['shardkv-2025/TestPartitionRecoveryReliableClerks5C', 'serves-what-has-left', 'after an OK the next version holds what was put'],
];

/** Where the labs' own form is blind: what is seen instead. Its history, which the labs do not check, gives the first two away. */
const missed: typeof found = [
  ['shardctrler-2022/TestBasic', 'SHARD-80', 'linearizable (shard controller)'],
  ['shardctrler-2022/TestMulti', 'SHARD-80', 'linearizable (shard controller)'],
  ['shardkv-2025/TestJoinLeave5B', 'announces-only', 'a change makes one new configuration'],
];

/** The test as the labs have it: without the history, which would end a run at the first wrong answer, before the test has come to look. */
const asInTheLabs = (story: Scenario): Scenario => ({ ...story, properties: story.properties.filter(({ kind }) => kind !== 'linearizable') });

const planted = await allMutants();

/** The first failure among some seeds. */
function firstFailure(name: string, id: string, seeds: number, asTold: (story: Scenario) => Scenario = (story) => story): Report['failure'] {
  const known = labs[name];
  const story = known === undefined ? undefined : asTold(known);
  const mutant = [...planted, ...bugs].find((each) => each.id === id);
  if (story === undefined || mutant === undefined) throw new RangeError(`there is no ${name}, or no ${id}`);
  const plan = planOf(planArbitrary(planSpaceOf(story)), 0);
  for (let seed = 0; seed < seeds; seed++) {
    const { failure } = new ScenarioRun(story, { seed, plan, mutant }).run();
    if (failure !== null) return failure;
  }
  return null;
}

describe('a bug is found by the test that was written for it:', () => {
  test.each(found)('%s finds %s', (name, id, property) => {
    expect(firstFailure(name, id, 15, property.startsWith('linearizable') ? undefined : asInTheLabs)).toMatchObject({ property });
  });
});

describe('a bug is not seen by a check that is vacuous:', () => {
  test.each(missed)('%s sees something else of %s', (name, id, property) => {
    expect(firstFailure(name, id, 3)).toMatchObject({ property });
  });
});
