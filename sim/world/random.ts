/**
 * Keyed randomness: each draw of the world comes from a well-mixed key of (seed, purpose, identity of the event), never
 * from one shared sequence. Taking a fault or an operation away leaves every draw that it did not cause as it was.
 *
 * pure-rand does the drawing; its seeds are not mixed (consecutive seeds give correlated first draws), so the key is
 * expanded to the whole 128-bit state of the generator here.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { fold, mix, ofLabel } from '../core/fingerprint.ts';

/** What a draw is for. Two purposes never share a draw: purpose and identity make its key. */
export const purposes = {
  tie: ofLabel('tie'),
  latency: ofLabel('latency'),
  tail: ofLabel('tail'),
  bias: ofLabel('bias'),
  loss: ofLabel('loss'),
  duplicate: ofLabel('duplicate'),
  replay: ofLabel('replay'),
  overflow: ofLabel('overflow'),
  longDelay: ofLabel('longDelay'),
  sync: ofLabel('sync'),
  timer: ofLabel('timer'),
  choose: ofLabel('choose'),
  skew: ofLabel('skew'),
  think: ofLabel('think'),
  script: ofLabel('script'),
  plan: ofLabel('plan'),
} as const;

/** Identity of an event: a hash of what caused it. Stable when unrelated events come or go. */
export type Identity = number;

const golden = 0x9e3779b9;

/** The draws of one seed: each depends on seed, purpose and identity only, not on what was drawn before. */
export class Random {
  readonly seed: number;
  private readonly low: number;
  private readonly high: number;

  /** `seed`: any safe integer. */
  constructor(seed: number) {
    this.seed = seed;
    const upper = Math.floor(seed / 0x1_0000_0000);
    this.low = fold(fold(0x5eed, seed | 0), upper);
    this.high = fold(0xfa17, upper ^ Math.imul(seed | 0, golden));
  }

  /** 32 well-mixed bits. */
  word(purpose: number, identity: Identity): number {
    return fold(this.low ^ purpose, identity);
  }

  /** A generator of its own for one purpose and event. */
  stream(purpose: number, identity: Identity): RandomGenerator {
    const first = fold(this.low ^ purpose, identity);
    const second = fold(this.high ^ identity, purpose);
    return xoroshiro128plusFromState([first, mix(first + golden), second, mix(second + golden)]);
  }

  /** A uniform integer between `min` and `max`, both included and safe; `min` where `max` is not above it. */
  integer(purpose: number, identity: Identity, min: number, max: number): number {
    return min >= max ? min : uniformInt(this.stream(purpose, identity), min, max);
  }

  /** True with a probability of `rate` in a thousand. */
  permille(purpose: number, identity: Identity, rate: number): boolean {
    return rate > 0 && this.integer(purpose, identity, 0, 999) < rate;
  }
}

/** A uniform integer in [0, n) from a generator; n is at least 1. */
export function below(generator: RandomGenerator, n: number): number {
  return uniformInt(generator, 0, n - 1);
}
