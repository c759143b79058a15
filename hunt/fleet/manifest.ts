/** What a campaign on many machines is: which seeds of which scenarios, in ranges that each have a name. */
import { BadInput } from '../bad-input.ts';
import { strategyNames, type StrategyName } from '../strategies/strategy.ts';
import type { DueSituation } from '../tasks.ts';
import type { SeedRange } from './shard.ts';
import { Untrusted } from '../untrusted.ts';

export interface Manifest {
  readonly version: 1;
  /** Letters, digits and dashes. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly mutant: string | null;
  /** How the runs of a range are chosen; what is learnt in one is not used in another. */
  readonly strategy: StrategyName;
  /** One in so many seeds is run twice, with every step checked; 0: none. */
  readonly checkEvery: number;
  readonly scenarios: readonly ManifestScenario[];
}

export interface ManifestScenario extends SeedRange {
  readonly name: string;
  /** It is a file of the user's, from the folder in which faultline is started. */
  readonly isFile: boolean;
  readonly title: string;
  /** Of the code that everybody must have. */
  readonly codeHash: string;
  /** Seeds in a range. */
  readonly size: number;
  readonly situations: readonly DueSituation[];
  readonly properties: readonly string[];
}

/** One piece of work. Its id says what it is, so that its result counts once, whoever brings it. */
export interface FleetRange extends SeedRange {
  readonly id: string;
  readonly scenario: string;
}

const mostRanges = 1_000_000;

export const idPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** All ranges of a campaign, one of each scenario in turn. Throws `BadInput` where there are too many. */
export function rangesOf({ scenarios }: Manifest): readonly FleetRange[] {
  const counts = scenarios.map(({ from, to, size }) => Math.ceil((to - from) / size));
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all > mostRanges) throw new BadInput(`${all} ranges are more than ${mostRanges}: fewer seeds, or larger ranges (--range)`);
  const rounds = Math.max(0, ...counts);
  return Array.from({ length: rounds }, (_, round) => scenarios.flatMap((scenario, i) => (round < (counts[i] ?? 0) ? [rangeAt(scenario, i, round)] : []))).flat();
}

function rangeAt({ name, from, to, size }: ManifestScenario, place: number, round: number): FleetRange {
  const begin = from + round * size;
  const end = Math.min(to, begin + size);
  return { id: `r${place}-${begin}-${end}`, scenario: name, from: begin, to: end };
}

/** Text of others as a manifest. Throws `BadInput` where it is none. */
export function readManifest(value: unknown, place: string): Manifest {
  const it = new Untrusted(value, place);
  it.field('version').whole(1, 1);
  const scenarios = it.field('scenarios').list(readScenario, 10_000);
  if (new Set(scenarios.map(({ name }) => name)).size !== scenarios.length) throw new BadInput(`${place}: a scenario is named twice`);
  const manifest: Manifest = {
    version: 1,
    id: it.field('id').matching(idPattern, 'an id of letters, digits and dashes'),
    created: it.field('created').whole(),
    mutant: it.field('mutant').orNull((mutant) => mutant.text(100)),
    strategy: it.field('strategy').oneOf(strategyNames),
    checkEvery: it.field('checkEvery').whole(),
    scenarios,
  };
  rangesOf(manifest);
  return manifest;
}

/** The same campaign, whenever it was begun, and in whatever order its fields were stored. */
export function isSame(a: Manifest, b: Manifest): boolean {
  const [one, other] = [a, b].map((manifest) => JSON.stringify(readManifest({ ...manifest, created: 0 }, 'campaign')));
  return one === other;
}

function readScenario(it: Untrusted): ManifestScenario {
  const from = it.field('from').whole();
  return {
    // A file is looked for below the folder at hand, and nowhere else.
    name: it.field('name').matching(/^(?!\/)(?!.*(?:^|[\\/])\.\.(?:[\\/]|$))[^\p{Cc}]{1,500}$/u, 'the name of a scenario, or a path below the current folder'),
    isFile: it.field('isFile').flag(),
    title: it.field('title').text(1_000),
    codeHash: it.field('codeHash').matching(/^[0-9a-f]{64}$/, 'a hash'),
    from,
    to: it.field('to').whole(from),
    size: it.field('size').whole(1),
    situations: it.field('situations').list((situation) => ({ name: situation.field('name').text(1_000), within: situation.field('within').whole() }), 1_000),
    properties: it.field('properties').list((property) => property.text(1_000), 1_000),
  };
}
