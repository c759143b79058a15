/** Bugs and small plans that expose them. */
import type { Mutant } from '../../sim/core/mutant.ts';
import { emptyPlan, type Plan } from '../../sim/world/plan.ts';
import { kvMutants } from '../../protocols/kv/index.ts';
import { builtin } from '../../scenarios/catalogue.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

/** The code with a bug in it, and one plan of its scenario. */
export interface KnownBug {
  readonly scenario: Scenario;
  readonly mutant: Mutant;
  readonly plan: Plan;
}

export function mutantOf(id: string): Mutant {
  const mutant = kvMutants.find((candidate) => candidate.id === id);
  if (mutant === undefined) throw new RangeError(`there is no ${id}`);
  return mutant;
}

const put = (id: number, think: number, value: string, version: number) => ({ id, think, request: { kind: 'put', key: 'k', value, version } });

/** After a sync that has failed, the server goes on serving what a loss of power takes away. The pause has nothing to do with it. */
export async function servesWhatIsLost(): Promise<KnownBug> {
  const plan: Plan = {
    ...emptyPlan,
    knobs: { compactAbove: 1_000 },
    lasts: 1_400_000,
    network: { ...emptyPlan.network, latencyMin: 19_730, latencyMax: 19_730, reorder: false },
    faults: [
      { trigger: { kind: 'time', at: 5_000 }, fault: { kind: 'pause', node: 0, lasts: 1_000 } },
      { trigger: { kind: 'time', at: 35_000 }, fault: { kind: 'ioError', node: 0, count: 3 } },
      { trigger: { kind: 'time', at: 431_000 }, fault: { kind: 'fullRestart', down: 13_000, power: { survivors: 3, torn: true } } },
    ],
    clients: [{ client: 3, operations: [put(1, 157_000, 'a', 0), put(2, 38_000, 'b', 5)] }],
  };
  return { scenario: await builtin('kv/versioned-journaled'), mutant: mutantOf('KV-34'), plan };
}

/** A put whose sync fails is sent again; whether another one comes in between is the network's choice. */
export async function takesMaybeForOk(): Promise<KnownBug> {
  const plan: Plan = {
    ...emptyPlan,
    knobs: { compactAbove: 4 },
    lasts: 790_000,
    network: { ...emptyPlan.network, latencyMin: 1, latencyMax: 32_647, pairBias: 6_420 },
    faults: [{ trigger: { kind: 'time', at: 41_674 }, fault: { kind: 'ioError', node: 0, count: 1 } }],
    clients: [
      { client: 0, operations: [put(1, 111_922, 'a', 4)] },
      { client: 2, operations: [put(2, 110_717, '', 0)] },
    ],
  };
  return { scenario: await builtin('kv/versioned-journaled'), mutant: mutantOf('KV-14'), plan };
}
