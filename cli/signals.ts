import { exitCodes } from './exit.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Calls back at the first SIGINT or SIGTERM; a second one ends the process at once. Answers how to take that back. */
export function onSignal(act: (signal: NodeJS.Signals) => void): () => void {
  let isSecond = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (isSecond) process.exit(exitCodes.interrupted);
    isSecond = true;
    act(signal);
  };
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}
