import { assert } from './assert.ts';
import type { Protocol } from './protocol.ts';

/** How many seeds a uniform search needs, by estimate made before measuring: < 10, < 1,000, < 100,000, more. */
export type Hardness = 'easy' | 'medium' | 'hard' | 'very hard';

/**
 * A deliberate bug: a protocol with some of its rules replaced by wrong ones. It proves that a property can fail.
 * The correct code carries no trace of it.
 */
export interface Mutant<Rules extends object = object> {
  /** Short and unique among all mutants, e.g. `KV-11`. */
  readonly id: string;
  /** What is wrong, as one sentence. */
  readonly title: string;
  /** Name of the protocol that it breaks, or of a family of protocols. */
  readonly protocol: string;
  readonly hardness: Hardness;
  /** Where the bug was seen, or the rule that it violates. */
  readonly source: string;
  /** How many requests and adverse actions the smallest schedule written by hand takes. */
  readonly scheduleSize?: number;
  readonly replaces: Partial<Rules>;
}

/** Does the mutant break this protocol? */
export const breaks = ({ protocol }: Mutant, { name, family }: Protocol): boolean => protocol === name || protocol === family;

/** The protocol with the mutant's rules; any other protocol as it is. */
export function mutate(protocol: Protocol, mutant: Mutant): Protocol {
  if (!breaks(mutant, protocol)) return protocol;
  assert(protocol.assemble !== undefined, 'a mutated protocol is assembled from rules', () => protocol.name);
  return protocol.assemble({ ...protocol.rules, ...mutant.replaces });
}
