/**
 * Schedules written by hand, step by step: each makes a property fire on one mutant, and none on the correct code. So the mutant is known to
 * differ, and its shrunk schedules have something to be measured against.
 */
import { AssertionFailure, assert } from '../../../sim/core/index.ts';
import type { Mutant, NodeId, Protocol } from '../../../sim/core/index.ts';
import { register, replica, withSessions } from '../../../protocols/raft/index.ts';
import type { ReplicaOptions } from '../../../protocols/raft/index.ts';
import { check } from '../../linearizability/checker.ts';
import { register as registerModel } from '../../linearizability/models/register.ts';
import type { Property } from '../../property.ts';
import { Bench } from './bench.ts';
import { Stage, Violation } from './stage.ts';
import type { RegisterWords } from './stage.ts';

/** What somebody has written down to expose one mutant. */
export interface Schedule {
  /** Id of the mutant. */
  readonly id: string;
  readonly servers: number;
  /** Those of all servers, or of each. */
  readonly options?: ReplicaOptions | ((node: NodeId) => ReplicaOptions);
  /** Name of what fires: a property, `linearizable (register)`, an assertion of the protocol, or a demand of the schedule itself. */
  readonly fires: string;
  /** The same for the mutant and for the correct code: where these differ, it goes on with what is there. */
  play(stage: Stage): void;
}

/** What became of a schedule. */
export interface Verdict {
  /** Name of what fired, or null. */
  readonly fired: string | null;
  /** What it says. */
  readonly message: string;
  /** Requests and adverse actions up to there. */
  readonly size: number;
}

/** Plays a schedule with the mutant, or (null) without, until its end or until a property fires. */
export function play(schedule: Schedule, mutant: Mutant | null, properties: readonly Property[]): Verdict {
  const { servers, options = {} } = schedule;
  const bench = new Bench(servers, properties);
  let size = (): number => 0;
  try {
    const stage = new Stage(servers, (node) => planted(typeof options === 'function' ? options(node) : options, mutant), (step) => bench.observe(step));
    size = () => stage.size;
    bench.clock = () => stage.time;
    schedule.play(stage);
    judgeHistory(stage);
    return { fired: null, message: '', size: stage.size };
  } catch (error) {
    if (!(error instanceof Violation) && !(error instanceof AssertionFailure)) throw error;
    return { fired: error.property, message: error.message, size: size() };
  }
}

function planted(options: ReplicaOptions, mutant: Mutant | null): Protocol<RegisterWords> {
  const protocol = replica(withSessions(register), options);
  if (mutant === null) return protocol;
  assert(mutant.protocol === protocol.name && protocol.assemble !== undefined, 'a schedule is for a mutant of the replica', () => mutant.id);
  return protocol.assemble({ ...protocol.rules, ...mutant.replaces });
}

function judgeHistory(stage: Stage): void {
  const verdict = check(registerModel, stage.history());
  stage.demand(`linearizable (${registerModel.name})`, verdict.kind !== 'illegal', 'no order explains the answers');
}
