/** The lives of a node: simulated, one seed, one history. */
export { AmbientSource, describeEvent, NondeterminismFound, PurityGuard } from './checks.ts';
export { signatureOf, type Failure, type FailureKind } from './failure.ts';
export { all, ask, call, expect, ExpectationFailure, inflict, rest, sleep, type Call, type Command, type Script, type Stage, type Story } from './script.ts';
export { Simulation, type CallWatcher, type Goal, type Outcome, type RunLimits, type SimulationSetup, type Watcher } from './simulation.ts';
export type { CallMoment } from './workload.ts';
