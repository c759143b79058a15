import { allBuiltins } from '../scenarios/catalogue.ts';
import { protocolsOf } from '../hunt/protocols-of.ts';

/** Names of the built-in scenarios that run a protocol, and judge it by everything that they know. */
export async function scenariosOf(protocol: string): Promise<readonly string[]> {
  const scenarios = Object.entries(await allBuiltins());
  return scenarios.flatMap(([name, scenario]) => (!scenario.clientsView && protocolsOf(scenario).includes(protocol) ? [name] : []));
}
