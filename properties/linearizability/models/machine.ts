import type { Machine } from '../../../protocols/raft/index.ts';
import { canonicalText } from '../canonicalText.ts';
import type { Model } from '../model.ts';

/** What clients ask of a machine. */
export type MachineInput<Command = unknown, Query = unknown> = { readonly kind: 'submit'; readonly command: Command } | { readonly kind: 'query'; readonly query: Query };

/** What they are told. */
export interface MachineOutput<Result = unknown> {
  readonly result: Result;
}

/** The model of a state machine: the machine itself, as it is where nobody replicates it. Results are plain data, or collections of it. */
export function machineModel<State, Command, Query, Result>(name: string, machine: Machine<State, Command, Query, Result>): Model<State, MachineInput<Command, Query>, MachineOutput<Result>> {
  return {
    name,
    init: () => machine.empty,
    step(before, input, output) {
      const { state, result } = input.kind === 'query' ? { state: before, result: machine.query(before, input.query) } : machine.apply(before, input.command);
      return output === null || canonicalText(output.result) === canonicalText(result) ? [state] : [];
    },
    stateKey: (state) => canonicalText(machine.snapshot(state)),
    isPure: (input) => input.kind === 'query',
    describeOperation: (input, output) => `${input.kind}(${canonicalText(input.kind === 'query' ? input.query : input.command)})${output === null ? '' : ` -> ${canonicalText(output.result)}`}`,
  };
}
