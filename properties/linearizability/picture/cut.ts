/** Long text without its middle. `length` is even. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length / 2)}...${text.slice(-length / 2)}`;
}
