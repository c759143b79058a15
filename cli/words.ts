/** Numbers, times and paths for people. */

/** `1,234,567`. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Real time: `830 ms`, `12.3 s`, `4 min 10 s`. */
export function elapsed(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1_000)} s`;
}

/** `1 seed`, `2 seeds`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A word for a shell, in quotes where it needs them. */
export function quoted(word: string): string {
  if (/\p{Cc}/u.test(word)) return `$'${word.replace(/['\\]/g, String.raw`\$&`).replace(/\p{Cc}/gu, asHexadecimal)}'`;
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

const asHexadecimal = (control: string): string => [...new TextEncoder().encode(control)].map((byte) => String.raw`\x` + byte.toString(16).padStart(2, '0')).join('');

/** A command as the user would type it: by way of npx where this one was. */
export function command(...words: readonly string[]): string {
  const program = process.env['npm_command'] === 'exec' ? ['npx', 'faultline'] : ['faultline'];
  return [...program, ...words].map(quoted).join(' ');
}

/** Every line moved to the right. */
export function indented(text: string, by = 2): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}
