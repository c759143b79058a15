/** Applications over text: those of the paper's section 2 and of the labs. */
import type { Application } from '../application.ts';

/** The words of a text: runs of letters, as the labs have it. */
const wordsOf = (text: string): readonly string[] => text.match(/\p{L}+/gu) ?? [];

const handful = 1 << 14;

/** A text as a few lines at a time: what is made of them dies young. */
function* someLinesOf(text: string): Generator<string, void, undefined> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from + handful) + 1;
    const to = end === 0 ? text.length : end;
    yield text.slice(from, to);
    from = to;
  }
}

const total = (values: readonly string[]): string => String(values.reduce((sum, value) => sum + Number(value), 0));

/** How often each word occurs. The combiner adds up on the machine of the map task (4.3). */
export const wordCount: Application = {
  name: 'wc',
  map(_file, text, { count, emit }) {
    for (const lines of someLinesOf(text)) {
      const words = wordsOf(lines);
      count('words', words.length);
      for (const word of words) emit(word, '1');
    }
  },
  reduce: (_key, values) => total(values),
  combine: (_key, values) => [total(values)],
};

/** For each word, how many files it stands in, and their names in order. */
export const invertedIndex: Application = {
  name: 'indexer',
  *map(file, text) {
    for (const word of new Set(wordsOf(text))) yield [word, file];
  },
  reduce(_key, files) {
    const distinct = [...new Set(files)].sort((a, b) => (a < b ? -1 : 1));
    return `${distinct.length} ${distinct.join(',')}`;
  },
  combine: (_key, files) => [...new Set(files)],
};

const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

/** The lines that contain a text, each with how often it occurs: the paper's distributed grep, one record per line. */
export function grep(wanted: string): Application {
  return {
    name: 'grep',
    records: linesOf,
    map(_file, line, { count, emit }) {
      if (!line.includes(wanted)) return;
      count('matches');
      emit(line, '1');
    },
    reduce: (_key, values) => total(values),
    combine: (_key, values) => [total(values)],
    format: (line, times) => `${times} ${line}\n`,
  };
}

/** Sorts lines. Of R output files, the first holds what comes before the first boundary, and so on: read one after the other they are sorted (5.3). */
export function sort(boundaries: readonly string[]): Application {
  return {
    name: 'sort',
    records: linesOf,
    map(_file, line, { emit }) {
      emit(line, '1');
    },
    reduce: (_key, values) => total(values),
    combine: (_key, values) => [total(values)],
    partition: (line, reduces) => Math.min(reduces - 1, boundariesUpTo(boundaries, line)),
    // A line that occurs three times is written three times.
    format: (line, times) => `${line}\n`.repeat(Number(times)),
  };
}

/** How many boundaries are not above the line. */
function boundariesUpTo(boundaries: readonly string[], line: string): number {
  let [low, high] = [0, boundaries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((boundaries[middle] ?? '') <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** "A pre-pass collects a sample of the keys and uses the distribution of the sampled keys to compute splitpoints" (5.3): every so-manieth line of these texts. */
export function sampleBoundaries(texts: Iterable<string>, reduces: number, every: number = 10): readonly string[] {
  const sample: string[] = [];
  for (const text of texts) sample.push(...linesOf(text).filter((_, i) => i % every === 0));
  sample.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return Array.from({ length: reduces - 1 }, (_, i) => sample[Math.floor(((i + 1) * sample.length) / reduces)] ?? '');
}
