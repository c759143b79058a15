/** The vocabulary of scenario files. */
export { builtin } from './catalogue.ts';
export * from './kv/properties.ts';
export * from './kv/vocabulary.ts';
export * from './lock/properties.ts';
export * from './lock/vocabulary.ts';
export * from './raft/properties.ts';
export * from './raft/vocabulary.ts';
export * from './replicated-kv/properties.ts';
export * from './replicated-kv/vocabulary.ts';
export * from './scenario.ts';
export * from './shard-controller/properties.ts';
export * from './shard-controller/vocabulary.ts';
export { all, ask, call, expect, inflict, rest, sleep, type Script, type Stage, type Story } from '../sim/hosts/script.ts';
export { microseconds, milliseconds, seconds } from '../sim/core/time.ts';
export { default as fc } from 'fast-check';
export * from '../properties/property.ts';
export * from '../properties/schedules/families.ts';
export { calmNetwork, writeMilestones } from '../sim/world/plan.ts';
