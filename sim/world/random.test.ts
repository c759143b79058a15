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
        "414044941 -1601520375 -62639325 -425765558 -368371720 -1033943104 1635098864 1888374544",
        "270246397 1858653391 -1706265020 1167970117 726232325 1453386610 813445209 -85184777",
        "-517860469 -1118073851 -506448471 707524930 -1861014631 528163480 803422112 -1827113748",
        "2022026900 1535139727 1284143256 1889784469 333652376 1440229863 441915008 -1810417251",
        "-1611604645 1454111879 1067800147 1216280921 -1815662088 -1206021834 -1350703924 1058017663",
        "1247047073 594488162 25615193 1327816466 1601505521 1367845646 -1260123827 -155709288",
        "-959101415 -1230929782 1764650143 -1622674659 1139948668 243625057 -879483420 808567788",
        "-943142101 1698229039 -1629686975 264611326 1394173057 -48106729 272751862 113454698",
      ]
    `);
  });

  test('64 integers of one stream', () => {
    const stream = new Random(2_026).stream(purposes.choose, 7);
    expect(rows(Array.from({ length: 64 }, () => below(stream, 1_000_000)))).toMatchInlineSnapshot(`
      [
        "610972 217145 131733 380980 762232 231222 13571 636482",
        "762101 275544 839792 366765 114524 373286 762436 622312",
        "58039 66817 366856 103311 525291 449294 794314 779876",
        "902552 143140 53826 368020 592477 996730 637463 853884",
        "316601 980203 197521 730106 529641 671322 734204 721096",
        "593962 583080 751169 954508 111797 91439 152882 472143",
        "297772 843764 222117 12082 40629 560820 992896 374469",
        "5217 527353 107798 756095 154464 44540 983100 868548",
      ]
    `);
  });

  test('64 first draws of consecutive seeds, small, negative and beyond 32 bits', () => {
    const drawn = Array.from({ length: 64 }, (_, i) => new Random(i % 3 === 0 ? i : i % 3 === 1 ? -i : 2 ** 40 + i).integer(purpose, 1, 0, 999));
    expect(rows(drawn)).toMatchInlineSnapshot(`
      [
        "164 633 889 963 30 885 522 746",
        "617 34 876 684 538 356 894 910",
        "677 509 990 826 140 999 75 234",
        "970 650 154 871 719 494 501 916",
        "606 975 849 594 853 743 669 672",
        "908 839 561 775 617 295 703 852",
        "306 217 792 386 542 726 406 204",
        "170 992 934 690 667 868 609 396",
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
    expect(new Set([0, 2 ** 32, 2 ** 40, -(2 ** 40)].map((seed) => new Random(seed).word(purposes.tie, 1))).size).toBe(4);
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
