import { scenario } from '../scenario.ts';
import { figure8, figure8Servers } from './figures.ts';
import { replicaSafety } from './properties.ts';

export default scenario({
  title: 'Figure 8, a to c and e: committed with an entry of the current term behind it, an older entry stays',
  servers: figure8Servers,
  scripts: [figure8('e')],
  properties: replicaSafety,
});
