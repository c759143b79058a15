import type { Protocol } from '../sim/core/protocol.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** Names of the protocols that a scenario runs. */
export function protocolsOf(scenario: Scenario): readonly string[] {
  return [...new Set(nodesOf(scenario).map((protocol) => protocol.name))];
}

/** Names of the protocols that a scenario runs, and of their families. */
export function familiesOf(scenario: Scenario): readonly string[] {
  return [...new Set(nodesOf(scenario).flatMap(({ name, family }) => (family === undefined ? [name] : [name, family])))];
}

function nodesOf(scenario: Scenario): readonly Protocol[] {
  const knobs = firstKnobs(scenario);
  return [...scenario.servers(knobs), ...scenario.clients(knobs)];
}

/** One value for each knob: the first. */
export function firstKnobs({ knobs }: Scenario): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(knobs).map(([knob, values]) => [knob, values[0] ?? 0]));
}
