import { allBuiltins } from '../scenarios/catalogue.ts';
import { protocolsOf } from '../hunt/protocols-of.ts';

/** By protocol: to ask hundreds of scenarios for their nodes takes a while. */
const known = new Map<string, Promise<readonly string[]>>();

/** Names of the built-in scenarios that run a protocol, and judge it by everything that they know. */
export function scenariosOf(protocol: string): Promise<readonly string[]> {
  const names = known.get(protocol) ?? look(protocol);
  known.set(protocol, names);
  return names;
}

async function look(protocol: string): Promise<readonly string[]> {
  const scenarios = Object.entries(await allBuiltins());
  return scenarios.flatMap(([name, scenario]) => (!scenario.clientsView && protocolsOf(scenario).includes(protocol) ? [name] : []));
}
