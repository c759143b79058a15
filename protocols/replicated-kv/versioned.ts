/**
 * The replicated versioned key/value service (MIT 6.5840, 2025 edition, lab 4): the service of lab 2 as a state machine. Its clerks
 * are those of lab 2, and so is everything on top of them, locks included.
 */
import { Dictionary } from '../../sim/core/index.ts';
import type { Protocol } from '../../sim/core/index.ts';
import { versionedRules, versionedService } from '../kv/versioned-service.ts';
import type { Heard, VersionedMemory, VersionedRules } from '../kv/versioned-service.ts';
import type { Versioned, VersionedMessage } from '../kv/versioned.ts';
import { replicate } from '../raft/index.ts';
import type { Machine, ReplicatedService, ReplicaOptions, ReplicaVocabulary } from '../raft/index.ts';
import { wrongLeader } from './wrong-leader.ts';

type Piece = { readonly kind: 'value'; readonly key: string; readonly value: Versioned } | { readonly kind: 'heard'; readonly session: number; readonly heard: Heard };

/** The rules of a replica of the versioned service, besides those of any replica. */
export interface VersionedServiceRules extends VersionedRules {
  /** The whole memory in pieces, also of what was heard; `restoreMemory` undoes it. */
  snapshotMemory(memory: VersionedMemory): readonly Piece[];
  restoreMemory(pieces: readonly Piece[]): VersionedMemory;
}

export const versionedServiceRules: VersionedServiceRules = {
  ...versionedRules,

  snapshotMemory: ({ values, heard }) => [
    ...[...values].map(([key, value]) => ({ kind: 'value' as const, key, value })),
    ...[...heard].map(([session, last]) => ({ kind: 'heard' as const, session, heard: last })),
  ],

  restoreMemory: (pieces) => ({
    values: Dictionary.from(pieces.flatMap((piece) => (piece.kind === 'value' ? [[piece.key, piece.value] as const] : []))),
    heard: Dictionary.from(pieces.flatMap((piece) => (piece.kind === 'heard' ? [[piece.session, piece.heard] as const] : []))),
  }),
};

/** The memory of the service as a state machine: a command is a message of a clerk, the result is the answer to it. */
export function versionedMachine(rules: VersionedServiceRules = versionedServiceRules): Machine<VersionedMemory, VersionedMessage, VersionedMessage, VersionedMessage | null, Piece> {
  const service = versionedService(rules);
  return {
    empty: service.empty,
    apply(memory, message) {
      const served = service.serve(memory, message);
      return { state: served.memory, result: served.answer };
    },
    query: (memory, message) => service.serve(memory, message).answer,
    snapshot: (memory) => rules.snapshotMemory(memory),
    restore: (pieces) => rules.restoreMemory(pieces),
  };
}

/** Types of a replica of the versioned service. */
export type ReplicatedVersionedVocabulary = ReplicaVocabulary<VersionedMemory, VersionedMessage>;

/** One replica of the versioned service, for `versionedClerk`, `lockClient` and `leaseClient`. */
export function replicatedVersionedServer(options: ReplicaOptions = {}): Protocol<ReplicatedVersionedVocabulary> {
  return replicate('replicatedVersionedServer', versionedReplicated(), options);
}

/** The versioned service as a state machine for its clerks. */
export const versionedReplicated = (rules: VersionedServiceRules = versionedServiceRules): ReplicatedService<VersionedMemory, VersionedMessage, VersionedMessage | null> => ({
  machine: versionedMachine(rules),
  rules,
  assemble: (others: VersionedServiceRules) => versionedReplicated(others),

  askOf(message) {
    switch (message.kind) {
      case 'get':
        return { kind: 'query', query: message };
      case 'put':
        return { kind: 'submit', command: message };
      default:
        return null;
    }
  },

  answerTo(message, outcome) {
    if (message.kind !== 'get' && message.kind !== 'put') return null;
    return outcome.kind === 'done' ? outcome.result : wrongLeader(message, outcome);
  },
});
