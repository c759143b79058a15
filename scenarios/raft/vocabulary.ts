/** What scenarios about Raft are written in: replicas of a register, their clerks, and the work of users and operators. */
import fc from 'fast-check';
import type { Protocol } from '../../sim/core/protocol.ts';
import { raftClerk, raftMilestonesOf, register, replica, withSessions } from '../../protocols/raft/index.ts';
import type { ClerkRequest, RaftClerkOptions, ReplicaOptions, ReplicaVocabulary, Register, Sessions } from '../../protocols/raft/index.ts';
import { linearizable, type Linearizable } from '../../properties/property.ts';
import type { Operation } from '../../properties/history.ts';
import { register as registerModel, type RegisterInput, type RegisterOutput } from '../../properties/linearizability/models/register.ts';
import type { CallRecord } from '../../sim/world/view.ts';

/** What a replica of the register remembers beside its Raft. */
export type RegisterState = Sessions<Register, Register>;

/** A server that replicates one register with Raft. */
export function registerReplica(options: ReplicaOptions = {}): Protocol<ReplicaVocabulary<RegisterState>> {
  return replica(withSessions(register), options);
}

/** What can happen to a server that replicates the register. */
export const replicaMilestones = raftMilestonesOf<ReplicaVocabulary<RegisterState>>(({ raft }) => raft);

/** A client of the register. */
export const registerClerk = (options: RaftClerkOptions = {}): Protocol => raftClerk(options);

/** Writes of values that are rarely the same, and reads, about one to one. */
export const registerRequests: fc.Arbitrary<ClerkRequest> = fc.oneof(
  fc.record({ kind: fc.constant('submit' as const), command: fc.integer({ min: 1, max: 999 }).map(String) }),
  fc.record({ kind: fc.constant('query' as const), query: fc.constant(null) }),
);

/** The register's history is that of one register. */
export const registerLinearizable: Linearizable = linearizable(registerModel, registerOperation);

interface RegisterCall extends CallRecord {
  readonly request: ClerkRequest;
  readonly result: { readonly kind: 'done'; readonly result: Register } | null;
}

/** A call of a register clerk as an operation of the model `register`; what an operator asks is none. */
export function registerOperation(call: CallRecord): Operation<RegisterInput, RegisterOutput> | null {
  return typed.operation(call);
}

const typed: { operation(call: CallRecord): Operation<RegisterInput, RegisterOutput> | null } = {
  operation({ node, request, call, result, return: returned }: RegisterCall) {
    if (request.kind === 'administer' || call === null) return null;
    const input: RegisterInput = request.kind === 'query' ? { op: 'read', key: 'register' } : { op: 'write', key: 'register', value: String(request.command) };
    if (returned === null || result === null) return { client: node, input, call, output: null, return: null };
    return { client: node, input, call, output: input.op === 'read' ? { value: result.result.value } : { ok: true }, return: returned };
  },
};
