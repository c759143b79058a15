import { appendBytes, appendClerk, appendServer, type AppendMemory } from '../../../protocols/kv/index.ts';
import { finalState } from '../../../properties/property.ts';
import { seconds } from '../../../sim/core/time.ts';
import { expect } from '../../../sim/hosts/script.ts';
import { appendClient, unreliable } from '../../kv/vocabulary.ts';
import { scenario, times } from '../../scenario.ts';
import { mebibytes } from '../generic-2024.ts';

const value = 'x'.repeat(mebibytes(10));

export default scenario({
  title: 'Two clerks get ten mebibytes over an unreliable network; then the value is replaced: the server keeps no answers',
  servers: [appendServer()],
  clients: times(2, appendClerk()),
  network: unreliable,
  scripts: [
    function* ({ clients }) {
      const clerks = clients.map(appendClient);
      for (const clerk of clerks.slice(0, 1)) yield* clerk.put('k', value);
      for (const clerk of clerks) expect((yield* clerk.get('k')).length === value.length, 'each get has the full length');
      for (const clerk of clerks.slice(0, 1)) yield* clerk.put('k', '0');
    },
  ],
  limits: { duration: seconds(120), recovery: 0, steps: 3_000_000 },
  heavy: true,
  properties: [finalState('less than 10 MiB of memory', (memory: AppendMemory) => appendBytes(memory) < mebibytes(10))],
});
