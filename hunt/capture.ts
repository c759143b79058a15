/** A run as a capsule. */
import type { Mutant } from '../sim/core/mutant.ts';
import type { Capsule } from '../sim/world/capsule.ts';
import type { Landmark, TimerMark } from '../sim/world/landmark.ts';
import type { Failure } from '../sim/hosts/failure.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { Census } from './census.ts';
import { packageVersion } from './library.ts';
import { runPlan } from './run.ts';
import type { ScenarioRef } from './tasks.ts';
import { TimersSeen } from './timers-seen.ts';

export interface CaptureOptions {
  readonly mutant?: Mutant | null;
  readonly shrunk?: boolean;
}

/** Runs a reported seed once more, keeping the hash after each step. */
export function capture(ref: ScenarioRef, scenario: Scenario, report: Report, { mutant = null, shrunk = false }: CaptureOptions = {}): Capsule {
  const digests: number[] = [];
  const { seed, plan, failure } = report;
  // The report's failure counts: a second run can only differ where the code is not deterministic.
  const census = new Census();
  const timers = new TimersSeen();
  const { steps, time, hash } = runPlan(scenario, seed, plan, { mutant, digests, onlooker: timers, ...(plan.deviations.length === 0 ? {} : { recorder: census }) });
  return capsuleOf(ref, { seed, plan, failure, mutant, steps, time, hash, digests, shrunk, landmarks: census.of(plan), timers: timers.marks });
}

export interface CapsuleParts extends Pick<Capsule, 'seed' | 'plan' | 'steps' | 'time' | 'hash' | 'shrunk'> {
  readonly failure: Failure | null;
  readonly mutant: Mutant | null;
  readonly digests: readonly number[];
  readonly landmarks?: readonly Landmark[];
  readonly timers?: readonly TimerMark[];
}

export function capsuleOf(ref: ScenarioRef, { failure, mutant, digests, landmarks = [], timers = [], ...parts }: CapsuleParts): Capsule {
  return {
    ...parts,
    ...(landmarks.length === 0 ? {} : { landmarks }),
    ...(timers.length === 0 ? {} : { timers }),
    scenario: ref.name,
    codeHash: ref.codeHash,
    mutant: mutant?.id ?? null,
    failure: failure === null ? null : { kind: failure.kind, property: failure.property, message: failure.message, step: failure.step, time: failure.time, node: failure.node },
    digests: packDigests(digests),
    versions: { faultline: packageVersion(), node: process.version },
  };
}

/** 16 bits each, little endian. */
export function packDigests(digests: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(digests.length * 2);
  for (const [i, digest] of digests.entries()) {
    bytes[2 * i] = digest & 0xff;
    bytes[2 * i + 1] = digest >>> 8;
  }
  return bytes;
}
