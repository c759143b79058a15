/** The files that users copy into their CI: valid by the rules of those who read them, and every command in them is one of ours. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as WorkflowParser from '@actions/workflow-parser';
import { Command } from 'commander';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { exitCodes } from '../cli/exit.ts';
import * as campaign from '../cli/verbs/campaign.ts';
import * as hunt from '../cli/verbs/hunt.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'ci');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** GitHub's own parser. It imports JSON in a way that no Node understands: a bundle has it inside. */
async function workflowParser(): Promise<typeof WorkflowParser> {
  const { outputFiles } = await build({ stdin: { contents: "export * from '@actions/workflow-parser';", resolveDir: import.meta.dirname }, bundle: true, write: false, format: 'esm', platform: 'node', mainFields: ['module', 'main'], banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" } });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')}`);
}

/** The flags of a verb and its steps. */
function flagsOf([verb = '', step]: readonly string[]): ReadonlySet<string> {
  const command = new Command(verb);
  (verb === 'campaign' ? campaign : hunt).define(command, () => undefined);
  const found = step === undefined ? command : command.commands.find((one) => one.name() === step);
  return new Set(found?.options.flatMap(({ long }) => long ?? []));
}

function unknownFlags(words: readonly string[]): readonly string[] {
  const verb = words[0] === 'campaign' ? words.slice(0, 2) : words.slice(0, 1);
  const known = flagsOf(verb);
  return words.filter((word) => word.startsWith('--') && !known.has(word));
}

interface Job {
  readonly steps: readonly { readonly run?: string; readonly uses?: string; readonly if?: string; readonly with?: Readonly<Record<string, unknown>> }[];
  readonly 'timeout-minutes'?: number;
}

describe('the GitHub workflow', () => {
  const text = read('github-workflow.yml');
  const jobs: Readonly<Record<string, Job>> = parse(text).jobs;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('is one by the grammar that GitHub publishes', async () => {
    const { NoOperationTraceWriter, parseWorkflow } = await workflowParser();
    const { context } = parseWorkflow({ name: 'faultline.yml', content: text }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  });

  test('runs nothing but what this package knows, and every job has an end', () => {
    const commands = steps.flatMap(({ run = '' }) => run.split('\n')).filter((line) => line.includes('faultline'));
    expect(commands).toHaveLength(3);
    for (const line of commands) expect(unknownFlags(line.replace('npx faultline ', '').split(' ')), line).toEqual([]);
    for (const [name, job] of Object.entries(jobs)) expect(job['timeout-minutes'], name).toBeGreaterThan(0);
  });

  test('keeps seeds, capsules and reports also where the hunt has failed', () => {
    const uploads = steps.filter(({ uses = '' }) => uses.startsWith('actions/upload-artifact'));
    expect(uploads).toHaveLength(3);
    for (const upload of uploads) expect(upload).toMatchObject({ if: 'always()', with: { path: expect.stringContaining('faultline-reports') } });
  });
});

describe('the Kubernetes manifests', () => {
  const documentsOf = (name: string): readonly unknown[] =>
    parseAllDocuments(read(name)).map((document): unknown => {
      expect(document.errors).toEqual([]);
      return document.toJS();
    });
  const shards = documentsOf('kubernetes-shards.yaml');

  /** The words of a container's command. */
  const wordsIn = (name: string): readonly string[] => [...read(name).matchAll(/^ {12}- (?!name:)'?(.+?)'?$/gm)].map(([, word = '']) => word);

  test('have what the API demands of an Indexed Job with a limit for each index', () => {
    expect(shards).toMatchObject([
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        spec: { completionMode: 'Indexed', completions: 16, backoffLimitPerIndex: 2, maxFailedIndexes: 16, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'hunt' }] } } },
      },
    ]);
  });

  test('do not start a pod again that has found something: every verdict fails its index, in order and once each', () => {
    const verdicts = Object.entries(exitCodes).filter(([name]) => !['pass', 'internal', 'interrupted'].includes(name)).map(([, code]) => code);
    const [job] = shards;
    expect(job).toMatchObject({ spec: { podFailurePolicy: { rules: [{ action: 'Ignore' }, { action: 'FailIndex', onExitCodes: { containerName: 'hunt', operator: 'In', values: verdicts.toSorted((a, b) => a - b) } }] } } });
  });

  test('run a command that this package knows, on as many shards as there are pods', () => {
    const words = wordsIn('kubernetes-shards.yaml');
    expect(words.slice(0, 3)).toEqual(['npx', 'faultline', 'hunt']);
    expect(unknownFlags(words.slice(2, words.indexOf('/results/corpus')))).toEqual([]);
    expect(words).toContain('auto/16');
  });

  test('start workers again as often as they are lost, but not where their code or the campaign is not the right one', () => {
    const [job] = documentsOf('kubernetes-workers.yaml');
    expect(job).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      spec: {
        parallelism: 20,
        podFailurePolicy: { rules: [{ action: 'Ignore' }, { action: 'FailJob', onExitCodes: { containerName: 'worker', operator: 'In', values: [exitCodes.badInput] } }] },
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'worker', env: [{ name: 'FAULTLINE_QUEUE', valueFrom: { secretKeyRef: {} } }] }] } },
      },
    });
    const words = wordsIn('kubernetes-workers.yaml');
    expect(words.slice(0, 5)).toEqual(['npx', 'faultline', 'campaign', 'work', 'night']);
    expect(unknownFlags(words.slice(2))).toEqual([]);
  });
});
