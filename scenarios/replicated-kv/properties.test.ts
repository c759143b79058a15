import { expect, test } from 'vitest';
import type { Judgement, Property } from '../../properties/property.ts';
import { noCounts } from '../../sim/world/counters.ts';
import type { CallRecord } from '../../sim/world/view.ts';
import { drawnServiceBounds, replicatedSafety } from './properties.ts';

const calls = Array.from({ length: 66 }, (_, id): CallRecord => ({ id, node: 5, request: null, call: 1, calledAt: 0, result: null, return: 2, returnedAt: 1 }));

/** What is said of so many messages in 16.920265 s. */
function judged(properties: readonly Property[], sent: number): Judgement | undefined {
  const bound = properties.find(({ name }) => name === 'messages are sent in proportion to calls and time');
  const view = { now: 16_920_265, servers: [], clients: [], stateOf: () => null, clockOf: () => ({ monotonic: 0, wall: 0 }) };
  return bound?.kind === 'afterwards' ? bound.judge({ view, calls, counters: { ...noCounts(), sent } }) : undefined;
}

/** `replicated-kv/contested`, seed 1511309892 of guided search: a leader, and two of four followers that are led back entry by entry. */
test('what a service may say follows the heartbeats that are drawn', () => {
  expect(judged(drawnServiceBounds({ heartbeat: 10 }), 28_917)).toBe(true);
  expect(judged(drawnServiceBounds({ heartbeat: 30 }), 28_917)).toBe('28917 messages for 66 calls in 16920265 us: at most 28905');
  expect(judged(drawnServiceBounds({ heartbeat: 30 }), 28_905)).toBe(true);
  expect(judged(drawnServiceBounds({ heartbeat: 10 }), 49_210)).toMatch(/at most 49209$/);
});

test('where none are drawn, it is that of heartbeats 20 ms apart', () => {
  expect(judged(replicatedSafety, 28_905)).toBe(true);
  expect(judged(replicatedSafety, 28_906)).toMatch(/at most 28905$/);
});
