import { catalogue } from '../scenarios/catalogue.ts';
import { protocolsOf } from '../hunt/protocols-of.ts';

/** Names of the built-in scenarios that run a protocol. */
export function scenariosOf(protocol: string): readonly string[] {
  return Object.entries(catalogue).flatMap(([name, scenario]) => (protocolsOf(scenario).includes(protocol) ? [name] : []));
}
