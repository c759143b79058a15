/** The result of one range of seeds, as it is stored: plain data under the range's id. */
import { signatureOf, type Failure } from '../../sim/hosts/failure.ts';
import type { FaultKind } from '../../sim/world/plan.ts';
import { noCounts } from '../../sim/world/counters.ts';
import { BadInput } from '../bad-input.ts';
import { memberNames, sumBy, type ByStrategy } from '../strategies/by-strategy.ts';
import type { RangeResult, SlowRun } from '../tasks.ts';
import type { FleetRange } from './manifest.ts';
import { Untrusted } from '../untrusted.ts';

export interface RangeRecord {
  readonly id: string;
  readonly scenario: string;
  readonly from: number;
  /** Seeds run. */
  readonly seeds: number;
  readonly runsBy: ByStrategy;
  readonly events: number;
  readonly checked: number;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number | null;
  readonly situations: readonly string[];
  /** Kinds of faults that struck. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly slowest: SlowRun | null;
  readonly failures: readonly RecordedFailure[];
}

export interface RecordedFailure {
  readonly seed: number;
  readonly failure: Failure;
  /** Seeds that failed in this way. */
  readonly count: number;
  readonly countBy: ByStrategy;
}

/** The results of the parts of a range, as one record: of a range in which a seed hangs, there are several. */
export function recordOf(range: FleetRange, parts: readonly RangeResult[], lost: readonly RecordedFailure[] = []): RangeRecord {
  const sum = (of: (part: RangeResult) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const isTimed = parts.every(({ cpuMilliseconds }) => cpuMilliseconds !== null);
  return {
    id: range.id,
    scenario: range.scenario,
    from: range.from,
    seeds: sum(({ runs }) => runs) + lost.length,
    runsBy: sumBy(parts.map(({ runsBy }) => runsBy)),
    events: sum(({ steps }) => steps),
    checked: sum(({ checked }) => checked),
    milliseconds: Math.round(sum(({ milliseconds }) => milliseconds)),
    cpuMilliseconds: isTimed ? Math.round(sum(({ cpuMilliseconds }) => cpuMilliseconds ?? 0)) : null,
    situations: [...new Set(parts.flatMap(({ situations }) => situations))],
    faults: faultsOf(parts),
    slowest: parts.reduce<SlowRun | null>((slowest, part) => (slowest === null || (part.slowest?.milliseconds ?? 0) > slowest.milliseconds ? part.slowest : slowest), null),
    failures: firstOfEach([...parts.flatMap(({ failures }) => failures.map(({ seed, failure, count, countBy }) => ({ seed, failure: shortened(failure), count, countBy }))), ...lost]),
  };
}

function faultsOf(parts: readonly RangeResult[]): RangeRecord['faults'] {
  const sum = noCounts().faults;
  for (const kind of faultKinds) for (const { counters } of parts) sum[kind] += counters.faults[kind];
  return Object.fromEntries(Object.entries(sum).filter(([, count]) => count > 0));
}

const isFault = (name: string): name is FaultKind => name in noCounts().faults;

const faultKinds: readonly FaultKind[] = Object.keys(noCounts().faults).filter(isFault);

/** One failure for each signature, with the sum of their seeds. */
function firstOfEach(failures: readonly RecordedFailure[]): readonly RecordedFailure[] {
  const groups = new Map<string, RecordedFailure>();
  for (const one of failures) {
    const key = signatureOf(one.failure);
    const known = groups.get(key);
    groups.set(key, known === undefined ? one : { ...known, count: known.count + one.count, countBy: sumBy([known.countBy, one.countBy]) });
  }
  return [...groups.values()];
}

/** Long texts stay with the capsule. */
const longest = 10_000;

const shortened = (failure: Failure): Failure => ({ ...failure, property: storable(failure.property), message: storable(failure.message), stack: failure.stack === null ? null : storable(failure.stack) });

/** PostgreSQL stores no zero character, and no half of a pair. */
const storable = (text: string): string => text.slice(0, longest).replaceAll('\0', '\ufffd').replace(/[\ud800-\udfff]/gu, '\ufffd');

/** Text of others as the record of this range. Throws `BadInput` where it is none, or that of another range. */
export function readRecord(value: unknown, { id, scenario, from, to }: FleetRange): RangeRecord {
  const it = new Untrusted(value, `result ${id}`);
  if (it.field('id').text() !== id || it.field('scenario').text() !== scenario || it.field('from').whole() !== from) throw new BadInput(`result ${id}: it is about another range`);
  // Its block may have begun in an earlier range.
  const slowRun = (run: Untrusted): SlowRun => ({ seed: run.field('seed').whole(from, to - 1), begins: run.field('begins').orNull((seed) => seed.whole(0, to - 1)) ?? from, ...distilledIn(run), milliseconds: run.field('milliseconds').amount(), steps: run.field('steps').whole() });
  return {
    id,
    scenario,
    from,
    seeds: it.field('seeds').whole(to - from, to - from),
    runsBy: readBy(it.field('runsBy'), to - from),
    events: it.field('events').whole(),
    checked: it.field('checked').whole(),
    milliseconds: it.field('milliseconds').amount(),
    cpuMilliseconds: it.field('cpuMilliseconds').orNull((cpu) => cpu.amount()),
    situations: it.field('situations').list((situation) => situation.text(1_000), 1_000),
    faults: readFaults(it.field('faults')),
    slowest: it.field('slowest').orNull(slowRun),
    failures: it.field('failures').list((one) => ({ seed: one.field('seed').whole(from, to - 1), failure: readFailure(one.field('failure')), count: one.field('count').whole(1, to - from), countBy: readBy(one.field('countBy'), to - from) }), 1_000),
  };
}

function readFaults(it: Untrusted): RangeRecord['faults'] {
  return Object.fromEntries(faultKinds.flatMap((kind) => it.field(kind).orNull((count) => [[kind, count.whole()] as const]) ?? []));
}

/** Records of earlier versions have none. */
function readBy(it: Untrusted, most: number): ByStrategy {
  const read = (counts: Untrusted): ByStrategy => Object.fromEntries(memberNames.flatMap((name) => counts.field(name).orNull((count) => [[name, count.whole(0, most)] as const]) ?? []));
  return it.orNull(read) ?? {};
}

export function readFailure(it: Untrusted): Failure {
  return {
    kind: it.field('kind').oneOf(['safety', 'notLinearizable', 'liveness', 'nondeterminism', 'checkerUnknown', 'vacuous']),
    property: it.field('property').text(1_000),
    message: it.field('message').text(longest),
    step: it.field('step').whole(),
    time: it.field('time').whole(),
    node: it.field('node').orNull((node) => node.whole()),
    stack: it.field('stack').orNull((stack) => stack.text(longest)),
  };
}

/** The file of the distilled runs with which its block began, if there was one. */
function distilledIn(run: Untrusted): Pick<SlowRun, 'distilled'> {
  const distilled = run.field('distilled').orNull((file) => file.text(4_000));
  return distilled === null ? {} : { distilled };
}
