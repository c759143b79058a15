/** How many of some runs failed, and what that says about all others like them. */

/** Of `runs` runs, `failed` failed. With a confidence of 95 %, the true share lies between `low` and `high` (Wilson's interval). */
export interface Share {
  readonly failed: number;
  readonly runs: number;
  readonly low: number;
  readonly high: number;
}

/** Quantile of the normal distribution that leaves 2.5 % on each side. */
const z = 1.959964;

/** Wilson (1927): honest for few runs and for shares near 0 and 1, too. Without a run, anything is possible. */
export function shareOf(failed: number, runs: number): Share {
  if (runs === 0) return { failed, runs, low: 0, high: 1 };
  const share = failed / runs;
  const scale = 1 + (z * z) / runs;
  const middle = share + (z * z) / (2 * runs);
  const reach = z * Math.sqrt((share * (1 - share)) / runs + (z * z) / (4 * runs * runs));
  return { failed, runs, low: failed === 0 ? 0 : Math.max(0, (middle - reach) / scale), high: failed === runs ? 1 : Math.min(1, (middle + reach) / scale) };
}

/** `failed / runs`; 0 without a run. */
export const valueOf = ({ failed, runs }: Pick<Share, 'failed' | 'runs'>): number => (runs === 0 ? 0 : failed / runs);

/** `3.2 %`, `40 %`, `< 0.1 %`: as exact as it is worth. */
export function percent(value: number): string {
  const hundredths = value * 100;
  if (hundredths > 0 && hundredths < 0.1) return '< 0.1 %';
  return hundredths === 0 || hundredths >= 10 ? `${Math.round(hundredths)} %` : `${hundredths.toFixed(1)} %`;
}
