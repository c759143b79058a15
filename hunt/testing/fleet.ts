/** Campaigns on many machines, made up for tests. */
import type { FleetRange, Manifest } from '../fleet/manifest.ts';
import type { RangeRecord } from '../fleet/range-record.ts';

export function manifestWith(change: Partial<Manifest> = {}): Manifest {
  const scenario = { name: 'kv/versioned', isFile: false, title: 'Versioned', codeHash: '0'.repeat(64), from: 0, to: 50, size: 20, situations: [{ name: 'a split vote', within: 40 }], properties: ['one leader'] };
  return { version: 1, id: 'night', created: 1, mutant: null, strategy: 'swarm', checkEvery: 50, scenarios: [scenario], ...change };
}

export function recordWith({ id, scenario, from, to }: FleetRange, change: Partial<RangeRecord> = {}): RangeRecord {
  return { id, scenario, from, seeds: to - from, runsBy: { swarm: to - from }, events: 10 * (to - from), checked: 0, milliseconds: 5, cpuMilliseconds: 5, situations: [], faults: { crash: 1 }, slowest: { seed: from, begins: from, milliseconds: 1, steps: 10 }, failures: [], ...change };
}
