import type { Scenario } from '../scenarios/scenario.ts';

/** Names of the protocols that a scenario runs. */
export function protocolsOf(scenario: Scenario): readonly string[] {
  const knobs = firstKnobs(scenario);
  return [...new Set([...scenario.servers(knobs), ...scenario.clients(knobs)].map((protocol) => protocol.name))];
}

/** One value for each knob: the first. */
export function firstKnobs({ knobs }: Scenario): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(knobs).map(([knob, values]) => [knob, values[0] ?? 0]));
}
