/** Failures of planted bugs as capsules. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Mutant } from '../../sim/core/mutant.ts';
import { encodeCapsule } from '../../sim/world/capsule.ts';
import { capture } from '../../hunt/capture.ts';
import { list } from '../../hunt/corpus.ts';
import { libraryHash } from '../../hunt/library.ts';
import { familiesOf } from '../../hunt/protocols-of.ts';
import { runSeed } from '../../hunt/run.ts';
import { shrink } from '../../hunt/shrink.ts';
import { allBuiltins } from '../../scenarios/catalogue.ts';
import { allMutants } from '../../scenarios/mutants.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Report } from '../../scenarios/setup.ts';

/** One planted bug, found and kept. */
export interface BugKept {
  readonly mutant: string;
  readonly scenario: string;
  /** Of the capsule. */
  readonly file: string;
}

/** What it may cost to find a bug, and to shrink what was found. */
const [mostSeeds, mostSteps, mostRuns, mostCpuSeconds] = [120, 5_000, 250, 5] as const;

/** Looks for every `every`-th bug, shrinks what fails and keeps it in `folder/bugs`. What is there already is taken as it is. */
export async function keepBugs(folder: string, every: number): Promise<readonly BugKept[]> {
  if (existsSync(join(folder, 'bugs'))) return keptIn(join(folder, 'bugs'));
  mkdirSync(join(folder, 'bugs'), { recursive: true });
  const scenarios = await allBuiltins();
  return (await allMutants()).filter((_, i) => i % every === 1).flatMap((mutant) => {
    const found = find(mutant, scenarios);
    return found === null ? [] : [keep(folder, mutant, found)];
  });
}

function keptIn(folder: string): readonly BugKept[] {
  return list(folder).flatMap((file) => (file.kind === 'capsule' ? [{ mutant: file.capsule.mutant ?? '', scenario: file.capsule.scenario, file: basename(file.path) }] : []));
}

interface Found {
  readonly name: string;
  readonly scenario: Scenario;
  readonly report: Report;
}

function find(mutant: Mutant, scenarios: Readonly<Record<string, Scenario>>): Found | null {
  const places = Object.entries(scenarios).filter(([, scenario]) => !scenario.heavy && !scenario.clientsView && scenario.swarm !== null && familiesOf(scenario).includes(mutant.protocol));
  for (let seed = 0; seed < mostSeeds; seed++) {
    const [name, scenario] = places[seed % places.length] ?? [];
    if (name === undefined || scenario === undefined) return null;
    const report = runSeed(scenario, seed, { mutant });
    if (report.failure !== null && report.steps <= mostSteps) return { name, scenario, report };
  }
  return null;
}

function keep(folder: string, mutant: Mutant, { name, scenario, report: failing }: Found): BugKept {
  const begun = process.cpuUsage();
  const isStopped = (): boolean => process.cpuUsage(begun).user > mostCpuSeconds * 1e6;
  const { report, isMinimal } = shrink(scenario, failing, { mutant, runs: mostRuns, isStopped });
  const ref = { kind: 'builtin', name, codeHash: libraryHash() } as const;
  const file = `${mutant.id}.capsule`;
  writeFileSync(join(folder, 'bugs', file), encodeCapsule(capture(ref, scenario, report, { mutant, shrunk: isMinimal })));
  return { mutant: mutant.id, scenario: name, file };
}
