/** `faultline new`: a scenario file to begin with. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import { BadInput } from '../../hunt/bad-input.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { writeNew } from '../files.ts';
import { jsonOption, type CommonOptions } from '../options.ts';
import { Voice } from '../voice.ts';
import { command } from '../words.ts';

export function define(verb: Command, end: End): void {
  verb
    .description('Writes a new scenario file that runs at once: clerks of a key/value server on a bad network. Change it to tell your own story.')
    .argument('<name>', 'the name of the file; .ts is added where it is missing')
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action((name: string, options: CommonOptions) => end(create(name, options)));
}

const afterword = `
It overwrites nothing.

Examples:
  $ faultline new mine
  $ faultline new stories/busy-lock.ts

JSON: { verb, exitCode, file, next: command }`;

function create(name: string, options: CommonOptions): ExitCode {
  const voice = new Voice(options);
  const file = fileFor(name);
  writeNew(file, template);
  const next = command('hunt', /^\.{0,2}\//.test(file) ? file : `./${file}`, '--for', '10s');
  voice.say(`${file} is written. Next:`);
  voice.say(`  ${voice.style('cyan', next)}`);
  voice.answer({ verb: 'new', exitCode: exitCodes.pass, file, next });
  return exitCodes.pass;
}

function fileFor(name: string): string {
  const file = /\.[^./\\]+$/.test(name) ? name : `${name}.ts`;
  if (!/\.m?ts$/.test(file) || file.endsWith('.d.ts')) throw new BadInput(`${name}: expected the name of a scenario file to end with .ts`);
  if (!/^[\w.][\w. -]*\.m?ts$/.test(basename(file))) throw new BadInput(`${name}: expected a name of letters, digits, dots, dashes and underscores`);
  return file;
}

const template = `import { milliseconds, operations, scenario, swarm, times, versionedLinearizable, versionedRequests } from 'faultline/scenarios';
import { versionedClerk, versionedServer } from 'faultline/protocols/kv';

export default scenario({
  title: 'Three clerks share two keys of one server, and the network misbehaves',

  // Who takes part. Every node is a pure state machine: write your own, or take one of these.
  servers: [versionedServer()],
  clients: times(3, versionedClerk()),

  // What the clients ask for: drawn from the seed, up to 8 calls each.
  workload: operations(versionedRequests({ keys: 2 }), { perClient: [1, 8], think: milliseconds(20) }),

  // What may go wrong: each seed switches every family on or off, and draws when and how badly.
  swarm: swarm(['loss', 'duplicate', 'reorder', 'tail', 'partition', 'pause'], { most: 4 }),

  // What must be true of every run.
  properties: [versionedLinearizable],
});
`;
