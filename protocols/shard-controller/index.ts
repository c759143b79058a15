/** The shard controller: which group of servers has which shard, in numbered configurations. */
export { balanced, balancedByLoad } from './balance.ts';
export type { Loads } from './balance.ts';
export { emptyConfiguration, halvesOf, nextConfiguration, nobody, reshapedConfiguration, serversOf } from './configuration.ts';
export type { Assignment, Gid, Move, Reshape, Shard, ShardConfiguration, Source } from './configuration.ts';
export { formatConfiguration, parseConfiguration } from './configuration-text.ts';
export { configurationAt, controllerMachine, newestOf } from './controller.ts';
export type { ControllerCommand, ControllerQuery, ControllerRefusal, ControllerResult, ShardController, TrafficReport } from './controller.ts';
export { controllerClerk, controllerRequest, shardControllerServer } from './controller-server.ts';
export type { ControllerMessage, ControllerOptions, ControllerState, Poll, Polled, ShardControllerVocabulary } from './controller-server.ts';
export { shardControllerMutants } from './mutants/index.ts';
