/**
 * Campaigns over BullMQ and a real Redis server: workers are killed and frozen, one joins late, the server is started again; each range is recorded
 * once. `npm run test:redis` installs the server where there is none, and plays the long story; the short one is part of the suite.
 *
 * `FAULTLINE_REDIS_SERVER=valkey-server` takes another server that speaks the same protocol.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultline, Folder, mainFile, toy, type Outcome } from '../cli/testing/faultline.ts';

const serverFile = process.env['FAULTLINE_REDIS_SERVER'] ?? 'redis-server';
const hasServer = spawnSync(serverFile, ['--version']).status === 0;
const hasLibrary = await Promise.all([import('bullmq'), import('ioredis')]).then(() => true, () => false);
if (!hasServer) console.warn(`SKIPPED: there is no ${serverFile}, so no campaign was run over a queue. npm run test:redis installs Redis.`);
if (!hasLibrary) console.warn('SKIPPED: bullmq or ioredis is not installed, so no campaign was run over a queue. npm ci installs them.');
const isLong = process.env['FAULTLINE_REDIS'] !== undefined;

const folder = new Folder({ 'unsafe.ts': toy({ properties: "always('few ticks', 'server', (state: { ticks: number }) => state.ticks < 100)" }) });

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A server of our own, whose data outlive it. */
class Server {
  readonly url: string;
  private readonly port: number;
  private child: ChildProcess | null = null;

  constructor(port: number) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', folder.path, '--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction'];
    this.child = spawn(serverFile, options, { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    for await (const chunk of this.child.stdout ?? []) {
      said += String(chunk);
      if (said.includes('Ready to accept connections')) break;
    }
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

const campaign = (url: string, ...args: readonly string[]): Promise<Outcome> => faultline(folder.path, ['campaign', ...args], { env: { FAULTLINE_QUEUE: url } });

interface Status {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

async function statusOf(url: string, id: string): Promise<Status> {
  const { out } = await campaign(url, 'status', id, '--json');
  const { campaigns }: { readonly campaigns: readonly Status[] } = JSON.parse(out);
  return campaigns[0] ?? { total: 0, done: 0, failed: 0 };
}

describe.skipIf(!hasServer || !hasLibrary)('over a real Redis server', () => {
  let server: Server;

  beforeAll(async () => {
    server = new Server(await freePort());
    await server.start();
  }, 60_000);

  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  test('a campaign is begun, worked on and judged, and what one machine finds the others have', async () => {
    expect(await campaign(server.url, 'start', 'unsafe.ts', '--seeds', '6', '--range', '2', '--id', 'short')).toMatchObject({ code: 0 });
    const worked = await campaign(server.url, 'work', 'short', '--workers', '1', '--shrink-runs', '0', '--corpus', 'here', '--json');
    expect(JSON.parse(worked.out)).toMatchObject({ exitCode: 0, counted: 3, refused: 0, total: 3, done: 3 });
    const report = await campaign(server.url, 'report', 'short', '--corpus', 'there', '--json');
    expect(report.code).toBe(10);
    expect(JSON.parse(report.out)).toMatchObject({ verdict: 'safety', holes: [], scenarios: [{ seeds: 6 }], findings: [{ count: 6, capsule: expect.stringMatching(/^there\//) }] });
  });

  describe.runIf(isLong)('in a long story', () => {
    const workers: ChildProcess[] = [];

    /** A worker, and what it has said. */
    function hire(id: string, name: string): { readonly child: ChildProcess; readonly said: () => string } {
      const { PATH = '', HOME = '' } = process.env;
      const child = spawn(process.execPath, [mainFile, 'campaign', 'work', id, '--workers', '1', '--corpus', join(folder.path, name)], { cwd: folder.path, env: { PATH, HOME, FAULTLINE_QUEUE: server.url }, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      child.stdout?.on('data', (chunk: Uint8Array) => (said += String(chunk)));
      child.stderr?.on('data', (chunk: Uint8Array) => (said += String(chunk)));
      workers.push(child);
      return { child, said: () => said };
    }

    async function until(id: string, isReached: (status: Status) => boolean): Promise<void> {
      while (!isReached(await statusOf(server.url, id))) await delay(500);
    }

    afterAll(() => {
      for (const child of workers) child.kill('SIGKILL');
    });

    test('workers are killed, frozen and hired late, and the server is started again: each range is recorded once', async () => {
      const args = ['kv/versioned', '--seeds', '3000', '--range', '50', '--check-every', '10', '--id', 'long'];
      expect(await campaign(server.url, 'start', ...args)).toMatchObject({ code: 0 });
      const [killed, frozen, steady] = ['killed', 'frozen', 'steady'].map((name) => hire('long', name));
      await until('long', ({ done }) => done >= 5);
      killed?.child.kill('SIGKILL');
      frozen?.child.kill('SIGSTOP');
      const late = hire('long', 'late');
      await until('long', ({ done }) => done >= 15);
      await server.stop();
      await delay(2_000);
      await server.start();
      await until('long', ({ total, done }) => done === total);
      frozen?.child.kill('SIGCONT');
      await Promise.all([frozen, steady, late].map(async (worker) => {
        if (worker !== undefined && worker.child.exitCode === null) await once(worker.child, 'exit');
      }));
      expect([frozen, steady, late].map((worker) => worker?.child.exitCode)).toEqual([0, 0, 0]);

      const report = await campaign(server.url, 'report', 'long', '--corpus', 'none', '--json');
      const { out } = await faultline(folder.path, ['campaign', 'start', ...args, '--workers', '1', '--json']);
      const [far, here]: readonly Record<string, unknown>[] = [JSON.parse(report.out), JSON.parse(out)];
      expect(far).toMatchObject({ exitCode: 0, holes: [], scenarios: [{ seeds: 3_000 }] });
      // The same seeds once each, and the same events in them, as one machine runs.
      for (const one of [far, here]) for (const scenario of Object.values(one?.['scenarios'] ?? {})) Reflect.deleteProperty(Object(scenario), 'seedsPerSecond');
      expect(far?.['scenarios']).toEqual(here?.['scenarios']);
      console.warn([frozen, steady, late].map((worker) => worker?.said().match(/^done: .*$/m)?.[0]).join('\n'));
    }, 600_000);
  });
});
