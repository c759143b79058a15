/** "Did you mean ...?" for names that people type. */

/** Longer words are no slips of the finger, and comparing them would cost time. */
const longest = 64;

/**
 * The known word closest to this one by edit distance (letters added, lost, changed, or two neighbours swapped; case does
 * not count), the first of equally close ones. Null where none is near: more than a third of the letters would change.
 */
export function suggest(word: string, known: Iterable<string>): string | null {
  if (word.length > longest) return null;
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of known) {
    const distance = candidate.length > longest ? Infinity : editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance >= least || distance > tolerance(word, candidate)) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

const tolerance = (word: string, candidate: string): number => Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));

/** Row by row; a swap of neighbours looks back two rows. */
function editDistance(left: string, right: string): number {
  let twoAbove: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const changed = cell(above, j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1] ? cell(twoAbove, j - 2) + 1 : Infinity;
      row.push(Math.min(cell(above, j) + 1, cell(row, j - 1) + 1, changed, swapped));
    }
    twoAbove = above;
    above = row;
  }
  return cell(above, right.length);
}

const cell = (row: readonly number[], j: number): number => row[j] ?? Infinity;
