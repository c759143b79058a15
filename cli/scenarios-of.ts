import { catalogue } from '../scenarios/catalogue.ts';
import { protocolsOf } from '../hunt/protocols-of.ts';

/** Names of the built-in scenarios that run a protocol, and judge it by everything that they know. */
export function scenariosOf(protocol: string): readonly string[] {
  return Object.entries(catalogue).flatMap(([name, scenario]) => (!scenario.clientsView && protocolsOf(scenario).includes(protocol) ? [name] : []));
}
