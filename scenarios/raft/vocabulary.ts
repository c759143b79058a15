/** What scenarios about Raft are written in: replicas of a register, their clerks, and the work of users and operators. */
import fc from 'fast-check';
import type { NodeId, Protocol } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { call, sleep, type Story } from '../../sim/hosts/script.ts';
import { raftClerk, raftMilestonesOf, register, replica, withSessions } from '../../protocols/raft/index.ts';
import type { AdminRequest, ClerkMessage, ClerkRequest, ClerkResult, RaftClerkOptions, ReplicaOptions, ReplicaVocabulary, Register, Sessions } from '../../protocols/raft/index.ts';
import { linearizable, type Linearizable, type Property } from '../../properties/property.ts';
import type { Operation } from '../../properties/history.ts';
import { register as registerModel, type RegisterInput, type RegisterOutput } from '../../properties/linearizability/models/register.ts';
import type { CallRecord } from '../../sim/world/view.ts';
import { registerInvariants } from './properties.ts';

/** What a replica of the register remembers beside its Raft. */
export type RegisterState = Sessions<Register, Register>;

/** A server that replicates one register with Raft. */
export function registerReplica(options: ReplicaOptions = {}): Protocol<ReplicaVocabulary<RegisterState, ClerkMessage>> {
  return replica(withSessions(register), options);
}

/** What can happen to a server that replicates the register. */
export const replicaMilestones = raftMilestonesOf<ReplicaVocabulary<RegisterState, ClerkMessage>>(({ raft }) => raft);

/** A client of the register. */
export const registerClerk = (options: RaftClerkOptions = {}): Protocol => raftClerk(options);

/** Writes of values that are rarely the same. */
export const registerWrites: fc.Arbitrary<ClerkRequest> = fc.record({ kind: fc.constant('submit' as const), command: fc.integer({ min: 1, max: 999 }).map(String) });

/** Reads only. */
export const registerReads: fc.Arbitrary<ClerkRequest> = fc.record({ kind: fc.constant('query' as const), query: fc.constant(null) });

/** Writes and reads, about one to one. */
export const registerRequests: fc.Arbitrary<ClerkRequest> = fc.oneof(registerWrites, registerReads);

/** What an operator of so many servers may ask for, sensible or not: a refusal is an answer. */
export function adminRequests(servers: number): fc.Arbitrary<ClerkRequest> {
  const numbers = Array.from({ length: servers }, (_, server) => server);
  const transfer = fc.constantFrom(...numbers).map((target): AdminRequest => ({ kind: 'transfer', target }));
  const roles = fc.array(fc.constantFrom('voter', 'voter', 'learner', 'none'), { minLength: servers, maxLength: servers, size: 'max' });
  const configure = roles.map((roles): AdminRequest => {
    const having = (role: string): readonly NodeId[] => numbers.filter((server) => roles[server] === role);
    return { kind: 'configure', voters: having('voter'), learners: having('learner') };
  });
  return fc.oneof(transfer, configure).map((request) => ({ kind: 'administer', request }));
}

/** A client of the register, for scripts: use its calls with `yield*`. */
export interface RegisterUser {
  readonly node: NodeId;
  write(value: string): Story;
  read(): Story<string | null>;
  /** Writes so many values, `pause` microseconds after each; they begin with `name`. */
  writeMany(name: string, count: number, pause?: number): Story;
  /** Asks once; a refusal is an answer. */
  transfer(target: NodeId): Story<ClerkResult>;
  configure(voters: readonly NodeId[], learners?: readonly NodeId[]): Story<ClerkResult>;
  /** Asks until it is not refused any more. */
  reconfigure(voters: readonly NodeId[], learners?: readonly NodeId[]): Story;
}

/** The client at this node. */
export function registerUser(node: NodeId): RegisterUser {
  const administer = (request: AdminRequest): Story<ClerkResult> => call<ClerkResult>(node, { kind: 'administer', request });
  return {
    node,
    *write(value) {
      yield* call<ClerkResult>(node, { kind: 'submit', command: value });
    },
    *read() {
      return (yield* call<{ readonly result: Register }>(node, { kind: 'query', query: null })).result.value;
    },
    *writeMany(name, count, pause = 0) {
      for (let i = 1; i <= count; i++) {
        yield* this.write(`${name}${i}`);
        yield* sleep(pause);
      }
    },
    transfer: (target) => administer({ kind: 'transfer', target }),
    configure: (voters, learners = []) => administer({ kind: 'configure', voters, learners }),
    *reconfigure(voters, learners = []) {
      for (;;) {
        const { kind } = yield* this.configure(voters, learners);
        if (kind !== 'refused') return;
        yield* sleep(milliseconds(20));
      }
    },
  };
}

/** The register's history is that of one register. */
export const registerLinearizable: Linearizable = linearizable(registerModel, registerOperation);

/** Everything that holds in every run of replicas of the register. */
export const registerSafety: readonly Property[] = [...registerInvariants, registerLinearizable];

interface RegisterCall extends CallRecord {
  readonly request: ClerkRequest | { readonly kind: 'start' | 'transfer' | 'configure' };
  readonly result: { readonly kind: 'done'; readonly result: Register } | null;
}

/** A call of a register clerk as an operation of the model `register`; what an operator asks is none. */
export function registerOperation(call: CallRecord): Operation<RegisterInput, RegisterOutput> | null {
  return typed.operation(call);
}

const typed: { operation(call: CallRecord): Operation<RegisterInput, RegisterOutput> | null } = {
  operation({ node, request, call, result, return: returned }: RegisterCall) {
    if ((request.kind !== 'query' && request.kind !== 'submit') || call === null) return null;
    const input: RegisterInput = request.kind === 'query' ? { op: 'read', key: 'register' } : { op: 'write', key: 'register', value: String(request.command) };
    if (returned === null || result === null) return { client: node, input, call, output: null, return: null };
    return { client: node, input, call, output: input.op === 'read' ? { value: result.result.value } : { ok: true }, return: returned };
  },
};
