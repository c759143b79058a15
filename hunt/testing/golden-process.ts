/**
 * Golden hashes in a process or worker thread of their own, from the compiled files:
 *
 *     node dist/hunt/testing/golden-process.js            prints them as JSON, with the Node, locale and time zone
 *     node dist/hunt/testing/golden-process.js --check    compares them with the golden file; exit code 1 where they differ
 *
 * Any Node will do: npx -y -p node@26 -c 'node dist/hunt/testing/golden-process.js --check'
 */
import { isDeepStrictEqual } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { compute, readGolden, type Computed, type Hashes } from './golden.ts';

function check({ node, locale, timeZone, hashes }: Computed): void {
  const golden = readGolden();
  const place = `Node ${node}, ${locale}, ${timeZone}`;
  const isSame = isDeepStrictEqual(hashes, golden);
  process.exitCode = isSame ? 0 : 1;
  process.stdout.write(isSame ? `${count(golden)} golden hashes hold on ${place}\n` : `golden hashes differ on ${place}:\n${JSON.stringify(hashes, null, 2)}\n`);
}

const count = (hashes: Hashes): number => Object.values(hashes).reduce((sum, seeds) => sum + Object.keys(seeds).length, 0);

const computed = compute();
if (parentPort !== null) parentPort.postMessage(computed);
else if (process.argv.includes('--check')) check(computed);
else process.stdout.write(`${JSON.stringify(computed)}\n`);
