/**
 * How well do failures fold to bugs? Sets of five planted bugs are drawn at random; of each bug ten failing seeds are found, over all light scenarios that draw
 * faults and run its protocol; then the fifty failures are grouped as a campaign groups them. A group that holds two bugs is mixed, a bug in two groups is split.
 *
 *     npm run build && tsc -b bench && node dist/bench/folding.js              ten sets; some minutes
 *     node dist/bench/folding.js --sets 20 --seed 7                            others
 *     node dist/bench/folding.js --redraws 10                                  (default 40, as in a campaign; there, of the shrunk run)
 */
import { parseArgs } from 'node:util';
import { ofLabel } from '../sim/core/fingerprint.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { signatureOf } from '../sim/hosts/failure.ts';
import { groupsOf, type Grouped } from '../hunt/groups.ts';
import { kinOf } from '../hunt/kin.ts';
import { familiesOf } from '../hunt/protocols-of.ts';
import { runSeed } from '../hunt/run.ts';
import { allBuiltins } from '../scenarios/catalogue.ts';
import { allMutants } from '../scenarios/mutants.ts';
import type { Scenario } from '../scenarios/scenario.ts';

const [bugsOfSet, failuresOfBug] = [5, 10] as const;

/** A bug that shows less often is left to others. */
const [mostRuns, mostCpuSeconds, mostSteps] = [120, 4, 4_000] as const;

interface Failing extends Grouped {
  readonly scenario: string;
  readonly mutant: string;
}

const { values } = parseArgs({ options: { sets: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' }, redraws: { type: 'string', default: '40' } } });
const scenarios = Object.entries(await allBuiltins()).filter(([, { heavy, clientsView, swarm }]) => !heavy && !clientsView && swarm !== null);
const shuffled = (await allMutants()).toSorted((a, b) => placeOf(a) - placeOf(b));
const known = new Map<Mutant, readonly Failing[] | null>();
const sums = { groups: 0, mixed: 0, split: 0, over: 0 };

for (let set = 0, next = 0; set < Number(values.sets); set++) {
  const findings: Failing[] = [];
  const bugs: string[] = [];
  for (; bugs.length < bugsOfSet && next < shuffled.length; next++) {
    const mutant = shuffled[next];
    const found = mutant === undefined ? null : failuresOf(mutant);
    if (mutant === undefined || found === null) continue;
    bugs.push(mutant.id);
    findings.push(...found);
  }
  if (bugs.length < bugsOfSet) break;
  judge(set, bugs, findings);
}
console.log(`all sets: ${(sums.groups / Number(values.sets)).toFixed(1)} groups on average, ${sums.over} sets of more than six, ${sums.mixed} groups mixed, ${sums.split} bugs split`);

function placeOf({ id }: Mutant): number {
  return ofLabel(`${values.seed} ${id}`) >>> 0;
}

function judge(set: number, bugs: readonly string[], findings: readonly Failing[]): void {
  const groups = groupsOf(findings);
  const inGroup = groups.map((group) => [...new Set(group.map(({ mutant }) => mutant))]);
  const mixed = inGroup.filter(({ length }) => length > 1);
  const split = bugs.filter((bug) => inGroup.filter((some) => some.includes(bug)).length > 1);
  sums.groups += groups.length;
  sums.mixed += mixed.length;
  sums.split += split.length;
  if (groups.length > 6) sums.over++;
  console.log(`set ${set + 1}: ${findings.length} failures of ${bugs.join(', ')} are ${groups.length} groups; mixed: ${mixed.map((some) => some.join(' + ')).join('; ') || 'none'}; split: ${split.join(', ') || 'none'}`);
  for (const group of groups) if (mixed.length > 0 || split.length > 0) console.log(`    ${[...new Set(group.map(({ mutant, signature }) => `${mutant} ${signature}`))].join(' | ')}`);
}

/** Failing seeds of a bug, the first of each scenario and signature looked at more closely; null where they are too rare. */
function failuresOf(mutant: Mutant): readonly Failing[] | null {
  const before = known.get(mutant);
  if (before !== undefined) return before;
  const places = scenarios.filter(([, scenario]) => familiesOf(scenario).includes(mutant.protocol));
  const begun = process.cpuUsage();
  const found: Failing[] = [];
  for (let run = 0; run < mostRuns && found.length < failuresOfBug && places.length > 0 && process.cpuUsage(begun).user < mostCpuSeconds * 1e6; run++) {
    const [name, scenario] = places[run % places.length] ?? [];
    if (name !== undefined && scenario !== undefined) found.push(...failureOf(mutant, name, scenario, Math.floor(run / places.length), found));
  }
  const enough = found.length === failuresOfBug ? found : null;
  known.set(mutant, enough);
  return enough;
}

function failureOf(mutant: Mutant, scenario: string, story: Scenario, seed: number, found: readonly Failing[]): readonly Failing[] {
  const report = runSeed(story, seed, { mutant, hashed: false });
  if (report.failure === null || report.steps > mostSteps) return [];
  const signature = signatureOf(report.failure);
  const isFirst = !found.some((other) => other.signature === signature && other.scenario === scenario);
  const kin = isFirst ? { kin: kinOf(story, report, { mutant, runs: Number(values.redraws) }) } : {};
  return [{ mutant: mutant.id, scenario, protocols: familiesOf(story), signature, ...kin }];
}
