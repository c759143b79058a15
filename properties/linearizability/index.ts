/** Linearizability: is there an order of what clients did that explains every answer they got? */
export * from './certificate.ts';
export { check, type CheckOptions } from './checker.ts';
export * from './explain.ts';
export * from './formats/index.ts';
export type { Kept } from './judge.ts';
export { drawLanes } from './lanes.ts';
export { Monitor } from './online/monitor.ts';
export type { Standing } from './online/keyMonitor.ts';
export type { SubHistory } from './minimise.ts';
export * from './model.ts';
export * from './models/index.ts';
export * from './report.ts';
export { sentenceOf } from './sentence.ts';
export * from './verdict.ts';
export { checkSequential, type SequentialVerdict } from './weaker/sequential.ts';
export { checkStale, withLateReads } from './weaker/stale.ts';
