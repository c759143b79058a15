/** How configurations follow each other where controllers post them in a versioned key/value service. */
import type { VersionedMemory } from '../../protocols/kv/index.ts';
import { parseConfiguration } from '../../protocols/shard-controller/index.ts';
import { currentKey, nextKey } from '../../protocols/shard-kv/index.ts';
import { isReplicaStep, type ReplicaWords } from '../../properties/replicas/index.ts';
import { tracked, type Property } from '../../properties/property.ts';

type Values = VersionedMemory['values'];

/** Servers of groups stand beside those that keep the configurations. */
const posted: { in(machine: object): Values | null } = { in: (machine: VersionedMemory) => ('values' in machine ? machine.values : null) };

/**
 * "the number of a new configuration is the next one" (MIT 6.5840 lab 5): with each version of its key the current one has a number more, and the next
 * one is the same, or the one behind it.
 */
export const configurationsInOrder: Property = tracked<ReplicaWords<object>>('configurations come one after the other', () => {
  let first: number | null = null;
  return (step) => {
    if (!isReplicaStep(step)) return true;
    const values = posted.in(step.after.machine);
    const before = step.before === null ? null : posted.in(step.before.machine);
    if (values === null || values === before) return true;
    const [current, next] = [values.get(currentKey), values.get(nextKey)];
    if (current === undefined) return true;
    const { number } = parseConfiguration(current.value);
    first ??= number - current.version;
    if (number !== first + current.version) return `version ${current.version} of the current configuration has number ${number}`;
    const after = next === undefined ? number : parseConfiguration(next.value).number;
    return after === number || after === number + 1 || `configuration ${number} is the current one, and ${after} the next`;
  };
});
