import { appendBytes, appendClerk, appendServer, type AppendMemory } from '../../../protocols/kv/index.ts';
import { finalState } from '../../../properties/property.ts';
import { seconds } from '../../../sim/core/time.ts';
import { appendClient } from '../../kv/vocabulary.ts';
import { scenario, times } from '../../scenario.ts';
import { mebibytes } from '../generic-2024.ts';

const value = 'x'.repeat(mebibytes(10));

export default scenario({
  title: 'Two clerks append ten mebibytes each: no more than thirty are kept',
  servers: [appendServer()],
  clients: times(2, appendClerk()),
  scripts: [
    function* ({ clients }) {
      for (const clerk of clients.map(appendClient)) yield* clerk.append('k', value);
    },
  ],
  limits: { duration: seconds(120), recovery: 0, steps: 3_000_000 },
  heavy: true,
  properties: [finalState('at most 30 MiB of memory', (memory: AppendMemory) => appendBytes(memory) <= mebibytes(30))],
});
