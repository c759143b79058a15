/** The files that users copy into their CI: valid by the rules of those who read them, and every command in them is one of ours. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as WorkflowParser from '@actions/workflow-parser';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { exitCodes } from '../cli/exit.ts';
import { mainFile } from '../cli/testing/faultline.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'ci');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** GitHub's own parser. It imports JSON in a way that no Node understands: a bundle has it inside. */
async function workflowParser(): Promise<typeof WorkflowParser> {
  const { outputFiles } = await build({ stdin: { contents: "export * from '@actions/workflow-parser';", resolveDir: import.meta.dirname }, bundle: true, write: false, format: 'esm', platform: 'node', mainFields: ['module', 'main'], banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" } });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')}`);
}

/** The flags that follow a verb, as its help has them. */
function flagsOf(verb: readonly string[]): ReadonlySet<string> {
  const help = execFileSync(process.execPath, [mainFile, ...verb, '--help'], { encoding: 'utf8' });
  return new Set(help.match(/--[a-z-]+/g));
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
  const shards = parseAllDocuments(read('kubernetes-shards.yaml')).map((document): unknown => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

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
    const words = [...read('kubernetes-shards.yaml').matchAll(/^ {12}- '?(.+?)'?$/gm)].map(([, word = '']) => word);
    expect(words.slice(0, 3)).toEqual(['npx', 'faultline', 'hunt']);
    expect(unknownFlags(words.slice(2, words.indexOf('/results/corpus')))).toEqual([]);
    expect(words).toContain('auto/16');
  });
});
