import { appendClerk, appendServer } from '../../../protocols/kv/index.ts';
import { appendLinearizable } from '../../kv/properties.ts';
import { seconds } from '../../../sim/core/time.ts';
import { scenario, times } from '../../scenario.ts';
import { genericTest } from '../generic-2024.ts';
import { judgedAtTheEnd } from '../../../properties/property.ts';

export default scenario({
  title: 'One clerk, a reliable network: appends and gets for three seconds',
  servers: [appendServer()],
  clients: times(1, appendClerk()),
  scripts: [genericTest],
  limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  properties: [judgedAtTheEnd(appendLinearizable)],
});
