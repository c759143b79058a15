import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { below, purposes, Random } from './random.ts';

const purpose = purposes.latency;
const seeds = Array.from({ length: 10_000 }, (_, seed) => seed);

/** Eight to a line. */
const rows = (numbers: readonly number[]): readonly string[] =>
  Array.from({ length: Math.ceil(numbers.length / 8) }, (_, row) => numbers.slice(row * 8, row * 8 + 8).join(' '));

/** How many of the seeds fall into each cell. */
function tally(cells: number, cellOf: (seed: number) => number): readonly number[] {
  const counts = Array.from({ length: cells }, () => 0);
  for (const seed of seeds) {
    const cell = cellOf(seed);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}

/** Pearson's statistic: about the number of cells where all are equally likely. */
function unevenness(counts: readonly number[]): number {
  const expected = seeds.length / counts.length;
  return counts.reduce((sum, count) => sum + ((count - expected) * (count - expected)) / expected, 0);
}

describe('the draws of a seed are what they have always been:', () => {
  test('64 words', () => {
    const random = new Random(2_026);
    expect(rows(Array.from({ length: 64 }, (_, i) => random.word(purpose, i)))).toMatchInlineSnapshot(`
      [
        "1646201228 -1182122248 -383216610 2146546077 -801648061 2003445581 -1851466096 -1137574333",
        "-439986508 -1388071634 -399146349 -122289413 -1465527125 -886498386 -1931995026 -371644795",
        "1928385887 862641869 592064505 -2090961248 -1291881309 -995554456 79372522 1115397646",
        "1518334950 -252689187 -1969122492 -2107183340 528563836 565619530 -647849366 -1004445560",
        "-911711844 1229066579 -228584781 37562241 -666991715 -2025623513 -959316161 -1594187476",
        "-1929443733 -2119204078 -630335450 399976607 -224841813 -1004783638 931840587 654668758",
        "1914400037 1681571039 1521952243 -1768192986 -504389302 -635913248 2146588308 2009440905",
        "-1321044678 -254483181 -1090133999 1611737705 290325754 999830213 1715123159 815660905",
      ]
    `);
  });

  test('64 integers of one stream', () => {
    const stream = new Random(2_026).stream(purposes.choose, 7);
    expect(rows(Array.from({ length: 64 }, () => below(stream, 1_000_000)))).toMatchInlineSnapshot(`
      [
        "38825 168416 267510 993300 810563 796371 781988 858419",
        "628485 736545 631678 378509 99132 234447 289730 544132",
        "866160 768580 559740 511121 857053 957740 137373 839636",
        "87681 401886 115286 985217 675811 115397 278887 152418",
        "657507 288621 902230 819658 962503 978562 593753 112834",
        "846097 890451 589913 550237 931343 793422 724923 681746",
        "722655 56215 335148 705040 971210 685839 706031 426219",
        "577036 603137 916887 742742 643970 394923 523259 647710",
      ]
    `);
  });

  test('64 first draws of consecutive seeds, small, negative and beyond 32 bits', () => {
    const drawn = Array.from({ length: 64 }, (_, i) => new Random(i % 3 === 0 ? i : i % 3 === 1 ? -i : 2 ** 40 + i).integer(purpose, 1, 0, 999));
    expect(rows(drawn)).toMatchInlineSnapshot(`
      [
        "722 562 838 26 742 331 93 52",
        "977 107 792 895 662 312 59 636",
        "342 271 601 995 377 995 864 15",
        "913 420 729 768 575 665 969 152",
        "549 64 264 190 687 740 792 936",
        "318 684 525 640 420 678 892 353",
        "103 268 206 292 573 626 521 473",
        "700 756 564 310 591 349 798 920",
      ]
    `);
  });
});

describe('over consecutive seeds', () => {
  test('the first draw is below 10 % in 10 % of them', () => {
    const hits = seeds.filter((seed) => new Random(seed).integer(purpose, 0, 0, 99) < 10).length;
    // Three standard deviations.
    expect(hits).toBeGreaterThan(910);
    expect(hits).toBeLessThan(1_090);
  });

  test('a rate of 1 in a thousand hits 1 in a thousand', () => {
    const hits = seeds.filter((seed) => new Random(seed).permille(purposes.loss, 17, 1)).length;
    expect(hits).toBeGreaterThan(0);
    expect(hits).toBeLessThan(20);
  });

  // For 100 cells the statistic has mean 99 and standard deviation 14.
  test('first draws fill all cells evenly', () => {
    expect(unevenness(tally(100, (seed) => new Random(seed).integer(purpose, 0, 0, 99)))).toBeLessThan(145);
  });

  test('ties fill all cells evenly', () => {
    expect(unevenness(tally(100, (seed) => (new Random(seed).word(purposes.tie, 5) >>> 0) % 100))).toBeLessThan(145);
  });

  test.each([
    ['of two purposes', (random: Random) => [random.integer(purposes.loss, 3, 0, 9), random.integer(purposes.latency, 3, 0, 9)]],
    ['of two neighbouring identities', (random: Random) => [random.integer(purpose, 3, 0, 9), random.integer(purpose, 4, 0, 9)]],
    ['of two consecutive seeds', (random: Random) => [random.integer(purpose, 3, 0, 9), new Random(random.seed + 1).integer(purpose, 3, 0, 9)]],
    ['that follow in one stream', (random: Random) => {
      const stream = random.stream(purpose, 3);
      return [below(stream, 10), below(stream, 10)];
    }],
  ])('pairs of draws %s fill all cells evenly', (_, draw) => {
    const counts = tally(100, (seed) => {
      const [first = 0, second = 0] = draw(new Random(seed));
      return first * 10 + second;
    });
    expect(unevenness(counts)).toBeLessThan(145);
  });

  test('all seeds give different words, beyond 32 bits too', () => {
    const streams = [0, 2 ** 32, 2 ** 40].flatMap((high) => seeds.slice(0, 1_000).map((seed) => new Random(high + seed).integer(purpose, 9, 0, Number.MAX_SAFE_INTEGER)));
    expect(new Set(streams).size).toBe(3_000);
  });
});

test('integers stand between their bounds, both included', () => {
  const drawn = new Set(Array.from({ length: 200 }, (_, i) => new Random(1).integer(purpose, i, -1, 1)));
  expect([...drawn].toSorted((a, b) => a - b)).toEqual([-1, 0, 1]);
  expect(new Random(1).integer(purpose, 0, 5, 5)).toBe(5);
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.nat(1_000_000), (seed, identity, min, width) => {
      const drawn = new Random(seed).integer(purpose, identity, min, min + width);
      expect(drawn).toBeGreaterThanOrEqual(min);
      expect(drawn).toBeLessThanOrEqual(min + width);
    }),
  );
});

test('a draw depends on seed, purpose and identity alone, not on what was drawn before', () => {
  const fresh = new Random(5).integer(purpose, 42, 0, 1_000_000);
  const random = new Random(5);
  for (let i = 0; i < 10; i++) random.integer(purposes.loss, i, 0, 10);
  expect(random.integer(purpose, 42, 0, 1_000_000)).toBe(fresh);
});

test('rates of nothing and of everything need no luck', () => {
  expect(seeds.slice(0, 1_000).some((seed) => new Random(seed).permille(purpose, 1, 0))).toBe(false);
  expect(seeds.slice(0, 1_000).every((seed) => new Random(seed).permille(purpose, 1, 1_000))).toBe(true);
});

test('no two purposes share a draw', () => {
  expect(new Set(Object.values(purposes)).size).toBe(Object.keys(purposes).length);
});
