/** Calls of Raft's clerks, whatever machine answers them, as operations of a model. */
import type { CallRecord } from '../../sim/world/view.ts';
import type { Operation } from '../../properties/history.ts';
import { machineModel, type MachineInput, type MachineOutput } from '../../properties/linearizability/models/machine.ts';
import { linearizable, type Linearizable } from '../../properties/property.ts';
import type { ClerkRequest, Machine } from '../../protocols/raft/index.ts';

interface ClerkCall extends CallRecord {
  readonly request: ClerkRequest | { readonly kind: 'start' | 'transfer' | 'configure' };
  readonly result: { readonly kind: 'done'; readonly result: unknown } | { readonly kind: 'expired' } | null;
}

/** What a clerk's user asked of the machine, and was told; what an operator asks is none of it. Where a session was forgotten, the answer is not known. */
export const clerkOperation = (call: CallRecord): Operation<MachineInput, MachineOutput> | null => typed.operation(call);

const typed: { operation(call: CallRecord): Operation<MachineInput, MachineOutput> | null } = {
  operation({ node: client, request, call, result, return: returned }: ClerkCall) {
    if ((request.kind !== 'submit' && request.kind !== 'query') || call === null) return null;
    if (returned === null || result?.kind !== 'done') return { client, input: request, call, output: null, return: null };
    return { client, input: request, call, output: { result: result.result }, return: returned };
  },
};

/** Clients of the replicated machine are told what one that nobody replicates could have told them. `machine`: without its sessions. */
export function machineLinearizable<State>(name: string, machine: Machine<State>): Linearizable {
  return linearizable(machineModel(name, machine), clerkOperation);
}
