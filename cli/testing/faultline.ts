/** The command line under test: real processes in folders of their own. Needs the compiled files (`npm run build`). */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledFolder } from '../../hunt/library.ts';

export const mainFile: string = join(compiledFolder, 'cli', 'main.js');

export interface Outcome {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder that is gone after the tests, with these files in it. */
export class Folder {
  readonly path: string;

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    this.path = mkdtempSync(join(tmpdir(), 'faultline-test-'));
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface Circumstances {
  /** Nobody reads the standard output. */
  readonly closeOutput?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what has been said so far, whenever there is more. */
  watch?(said: string, kill: (signal: NodeJS.Signals) => void): void;
}

/** Runs `faultline` with these arguments in this folder. */
export function faultline(folder: string, args: readonly string[], circumstances: Circumstances = {}): Promise<Outcome> {
  const { env = {}, closeOutput = false } = circumstances;
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [mainFile, ...args], { cwd: folder, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  if (closeOutput) child.stdout.destroy();
  let out = '';
  let err = '';
  const hear = (): void => circumstances.watch?.(out + err, (signal) => child.kill(signal));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    hear();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    hear();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** Runs many side by side, as many at a time as there are cores and one. The outcomes are in the order of the arguments. */
export async function faultlines(folder: string, many: readonly (readonly string[])[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = [...many.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) outcomes[next[0]] = await faultline(folder, next[1]);
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, work));
  return outcomes;
}

/** What a toy scenario says beyond the usual. */
export interface Toy {
  /** Runs in every step, with `state`, `event`, `choose`. */
  readonly step?: string;
  /** Stands at the top of the file. */
  readonly top?: string;
  /** More properties. */
  readonly properties?: string;
}

/** The text of a scenario file: one node that ticks some 300 times in 5 ms. */
export function toy({ step = '', top = '', properties = '' }: Toy = {}): string {
  return `import { always, eventually, milliseconds, scenario, sleep, sometimes } from 'faultline/scenarios';
${top}
const tick = { kind: 'setTimer', timer: 'tick', min: 10, max: 20 } as const;

const ticker = {
  name: 'ticker',
  start: () => ({ state: { ticks: 0 }, effects: [tick] }),
  step(state: { ticks: number }, event: unknown, choose: (n: number) => number) {
    ${step}
    return { state: { ticks: state.ticks + 1 }, effects: [tick] };
  },
};

export default scenario({
  title: 'A node that ticks',
  servers: [ticker],
  scripts: [function* () { yield* sleep(milliseconds(5)); }],
  limits: { recovery: milliseconds(5) },
  properties: [${properties}],
});
`;
}
