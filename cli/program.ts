/** From arguments to an exit code. Only the verb that was asked for is loaded: starting must be quick. */
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../hunt/library.ts';
import { explainError } from './errors.ts';
import { exitCodes, type End, type ExitCode } from './exit.ts';
import { outliveOutput } from './output.ts';

interface Verb {
  readonly summary: string;
  /** Gives the command its arguments, flags, help and action. */
  load(): Promise<{ define(verb: Command, end: End): void }>;
}

const verbs: Readonly<Record<string, Verb>> = {
  list: { summary: 'list the scenarios, or the mutants', load: () => import('./verbs/list.ts') },
  run: { summary: 'run one seed of a scenario', load: () => import('./verbs/run.ts') },
  hunt: { summary: 'run many seeds of many scenarios; shrink and keep what fails', load: () => import('./verbs/hunt.ts') },
  distill: { summary: 'choose the runs that show the most: what the next hunt begins with', load: () => import('./verbs/distill.ts') },
  campaign: { summary: 'hunt on many machines, over a queue or a shared folder', load: () => import('./verbs/campaign.ts') },
  replay: { summary: 'play a kept failure again, or a seed: the same, step by step?', load: () => import('./verbs/replay.ts') },
  show: { summary: 'tell the story of a capsule: who did what, one line per event', load: () => import('./verbs/show.ts') },
  shrink: { summary: 'make the plan of a capsule as small as it gets', load: () => import('./verbs/shrink.ts') },
  blame: { summary: 'what a failure needs: each fault and request left out once, the rest drawn anew', load: () => import('./verbs/blame.ts') },
  when: { summary: 'at which step a failure was decided: its probability over the run', load: () => import('./verbs/when.ts') },
  check: { summary: 'check a history from a file for linearizability', load: () => import('./verbs/check.ts') },
  mapreduce: { summary: 'count, index, search or sort your own files on a cluster that fails', load: () => import('./verbs/mapreduce.ts') },
  new: { summary: 'write a new scenario file that runs at once', load: () => import('./verbs/new.ts') },
  mutants: { summary: 'hunt every deliberate bug: proof that the properties can fail', load: () => import('./verbs/mutants.ts') },
  scoreboard: { summary: 'hunt every deliberate bug by each strategy: how soon each finds it', load: () => import('./verbs/scoreboard.ts') },
};

/** Runs the command line; the answer is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  outliveOutput();
  let code: ExitCode = exitCodes.pass;
  const end: End = (reached) => {
    code = reached;
  };
  try {
    const program = await build(verbAmong(args), end);
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.pass;
    return explainError(error, args);
  }
}

/** The verb comes first; `help hunt` asks for its flags, too. */
function verbAmong(args: readonly string[]): string | undefined {
  const words = args.filter((argument) => !argument.startsWith('-'));
  return words[0] === 'help' ? words[1] : words[0];
}

async function build(chosen: string | undefined, end: End): Promise<Command> {
  const program = new Command('faultline')
    .description('Deterministic simulation of distributed protocols: one seed decides everything that happens.')
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    // What is wrong is said once, by `explainError`.
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', afterword);
  for (const [name, verb] of Object.entries(verbs)) {
    const parsed = program.command(name).summary(verb.summary);
    if (name === chosen) (await verb.load()).define(parsed, end);
  }
  return program;
}

const afterword = `
Examples:
  $ faultline hunt                       all scenarios, 20 seconds
  $ faultline hunt kv --for 5m           those of one group
  $ faultline hunt ./mine.ts --seeds 1e5 your own file
  $ faultline replay .faultline/versioned-1f3a9c2e-seed17-0be81f33.capsule
  $ faultline new mine                   a scenario file to begin with

Exit codes:
   0  pass                          12  a liveness property fails
   2  bad usage or input            13  nondeterminism
  10  a safety property fails       14  the checker cannot decide
  11  not linearizable              15  vacuous: what must happen never did
  70  an error of faultline itself  16  blind: a planted bug was not found
                                    130 stopped by a signal, nothing found
Of several, the first of: 13, 10, 11, 12, 14, 16, 15.

A scenario is a built-in name (faultline list) or the path of a .ts, .mts, .js or .mjs file.
Types in your file are not checked: use your editor or tsc for that.`;
