import { describe, expect, test } from 'vitest';
import { percent, shareOf, valueOf } from './share.ts';

describe("Wilson's interval", () => {
  test('is that of the textbooks', () => {
    expect(shareOf(5, 10).low).toBeCloseTo(0.2366, 4);
    expect(shareOf(5, 10).high).toBeCloseTo(0.7634, 4);
    expect(shareOf(1, 100).low).toBeCloseTo(0.0018, 4);
    expect(shareOf(1, 100).high).toBeCloseTo(0.0545, 4);
  });

  test('does not take none for impossible, nor all for certain', () => {
    expect(shareOf(0, 10)).toMatchObject({ low: 0, high: expect.closeTo(0.2775, 4) });
    expect(shareOf(10, 10)).toMatchObject({ low: expect.closeTo(0.7225, 4), high: 1 });
  });

  test('knows nothing without a run', () => {
    expect(shareOf(0, 0)).toEqual({ failed: 0, runs: 0, low: 0, high: 1 });
    expect(valueOf(shareOf(0, 0))).toBe(0);
  });
});

test('shares are told as exactly as they are worth', () => {
  expect([0, 0.000_4, 0.032, 0.1, 0.404, 1].map(percent)).toEqual(['0 %', '< 0.1 %', '3.2 %', '10 %', '40 %', '100 %']);
});
