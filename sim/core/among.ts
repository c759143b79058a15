import type { NodeId, Protocol, Vocabulary } from './protocol.ts';

/** The protocol as one of these servers, or as their client, in a world that has others beside them. */
export function among<V extends Vocabulary>(servers: readonly NodeId[], protocol: Protocol<V>): Protocol<V> {
  const narrowed: Protocol<V> = { ...protocol, start: (self, _nodes, disk) => protocol.start(self, servers, disk) };
  return protocol.assemble === undefined ? narrowed : { ...narrowed, assemble: (rules: object) => among(servers, protocol.assemble?.(rules) ?? protocol) };
}
