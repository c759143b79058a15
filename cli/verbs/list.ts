/** `faultline list`: what there is to run, and the deliberate bugs. */
import type { Command } from 'commander';
import { builtin, scenarioNames } from '../../scenarios/catalogue.ts';
import { allMutants } from '../../scenarios/mutants.ts';
import { BadInput, didYouMean } from '../../hunt/bad-input.ts';
import { protocolsOf } from '../../hunt/protocols-of.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { jsonOption, type CommonOptions } from '../options.ts';
import { table } from '../table.ts';
import { Voice } from '../voice.ts';

interface ListOptions extends CommonOptions {
  readonly mutants?: boolean;
}

export function define(verb: Command, end: End): void {
  verb
    .description('Lists the scenarios of this package with their titles, or (--mutants) the deliberate bugs.')
    .argument('[filter...]', 'only names that contain one of these words')
    .option('--mutants', 'list the mutants')
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (filters: readonly string[], options: ListOptions) => end(await (options.mutants === true ? listMutants(filters, options) : listScenarios(filters, options))));
}

const afterword = `
Examples:
  $ faultline list
  $ faultline list lock
  $ faultline list --mutants

JSON: { verb, exitCode, scenarios: [{ name, title, protocols, heavy }] }
  or, with --mutants: { verb, exitCode, mutants: [{ id, title, protocol, hardness, source }] }`;

const matches = (name: string, filters: readonly string[]): boolean =>
  filters.length === 0 || filters.some((filter) => name.toLowerCase().includes(filter.toLowerCase()));

async function listScenarios(filters: readonly string[], options: ListOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const names = scenarioNames.filter((name) => matches(name, filters));
  if (names.length === 0) throw new BadInput(`no scenario matches ${filters.join(' or ')}${didYouMean(filters[0] ?? '', scenarioNames)}`);
  const found = await Promise.all(names.map(async (name) => [name, await builtin(name)] as const));
  const rows = found.map(([name, { title }]) => [name, title]);
  for (const line of table([{ title: 'scenario' }, { title: 'title' }], rows, (cell, row) => (row < 0 ? voice.style('dim', cell) : cell))) voice.say(line);
  voice.answer({ verb: 'list', exitCode: exitCodes.pass, scenarios: found.map(([name, scenario]) => ({ name, title: scenario.title, protocols: protocolsOf(scenario), heavy: scenario.heavy })) });
  return exitCodes.pass;
}

async function listMutants(filters: readonly string[], options: ListOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const all = await allMutants();
  const found = all.filter(({ id, protocol }) => matches(id, filters) || matches(protocol, filters));
  if (found.length === 0) throw new BadInput(`no mutant matches ${filters.join(' or ')}${didYouMean(filters[0] ?? '', all.map(({ id }) => id))}`);
  const rows = found.map(({ id, protocol, hardness, title }) => [id, protocol, hardness, title]);
  const columns = [{ title: 'mutant' }, { title: 'protocol' }, { title: 'hardness' }, { title: 'what is wrong' }];
  for (const line of table(columns, rows, (cell, row) => (row < 0 ? voice.style('dim', cell) : cell))) voice.say(line);
  voice.answer({ verb: 'list', exitCode: exitCodes.pass, mutants: found.map(({ id, title, protocol, hardness, source }) => ({ id, title, protocol, hardness, source })) });
  return exitCodes.pass;
}
