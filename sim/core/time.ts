/** Virtual time is an integer count of microseconds since the world began. */
export type Time = number;

/** So many microseconds: as they are. */
export const microseconds = (count: number): number => count;
/** So many milliseconds, in microseconds: rounded to the nearest. */
export const milliseconds = (count: number): number => Math.round(count * 1_000);
/** So many seconds, in microseconds: rounded to the nearest. */
export const seconds = (count: number): number => Math.round(count * 1_000_000);

/** `1.234567 s`, `12.345 ms`, `7 us`: the shortest exact form. */
export function formatTime(time: number): string {
  if (time % 1_000 !== 0 && time < 1_000) return `${time} us`;
  if (time < 1_000_000) return `${time / 1_000} ms`;
  return `${time / 1_000_000} s`;
}
