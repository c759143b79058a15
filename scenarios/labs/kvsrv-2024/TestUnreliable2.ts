import { appendClerk, appendServer } from '../../../protocols/kv/index.ts';
import { appendLinearizable } from '../../kv/properties.ts';
import { unreliable } from '../../kv/vocabulary.ts';
import { seconds } from '../../../sim/core/time.ts';
import { scenario, times } from '../../scenario.ts';
import { genericTest } from '../generic-2024.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';

export default scenario({
  title: 'Five clerks, each on its own key, an unreliable network',
  servers: [appendServer()],
  clients: times(5, appendClerk()),
  network: unreliable,
  scripts: [genericTest],
  limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  properties: [judgedAtTheEnd(appendLinearizable)],
});
