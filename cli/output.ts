/** The standard output may go away, or be a file on a full disk: the verb goes on, for its exit code is its verdict. */
import { exitCodes } from './exit.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device',
  EDQUOT: 'the disk quota is spent',
  EIO: 'input/output error',
};

/** From here on, what cannot be written ends nothing. Call it once. */
export function outliveOutput(): void {
  let isLost = false;
  process.stdout.on('error', (error: Error) => {
    const code = 'code' in error ? String(error.code) : '';
    // `faultline show x | head` closes our output: that is no error.
    if (code === 'EPIPE' || isLost) return;
    isLost = true;
    process.stderr.write(`error: the standard output cannot be written: ${reasons[code] ?? error.message}\n`);
  });
  // There is nowhere left to say it.
  process.stderr.on('error', () => undefined);
  process.on('exit', (code) => {
    // A pass that nobody can read is none.
    if (isLost && code === exitCodes.pass) process.exitCode = exitCodes.badInput;
  });
}
