import { builtin, scenarioNames } from '../scenarios/catalogue.ts';
import { protocolsOf } from '../hunt/protocols-of.ts';

/** By protocol: to ask hundreds of scenarios for their nodes takes a while. */
const known = new Map<string, Promise<readonly string[]>>();

/** Names of the built-in scenarios that run a protocol, and judge it by everything that they know; only those of `among` are loaded. */
export function scenariosOf(protocol: string, among: readonly string[] = scenarioNames): Promise<readonly string[]> {
  if (among !== scenarioNames) return look(protocol, among);
  const names = known.get(protocol) ?? look(protocol, among);
  known.set(protocol, names);
  return names;
}

async function look(protocol: string, among: readonly string[]): Promise<readonly string[]> {
  const scenarios = await Promise.all(among.map(async (name) => [name, await builtin(name)] as const));
  return scenarios.flatMap(([name, scenario]) => (!scenario.clientsView && protocolsOf(scenario).includes(protocol) ? [name] : []));
}
