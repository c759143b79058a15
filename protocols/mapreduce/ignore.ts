/** Says why an event changes nothing. */
export function ignore(_reason: string): void {}
