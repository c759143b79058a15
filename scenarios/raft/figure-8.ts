import { scenario } from '../scenario.ts';
import { figure8, figure8Servers } from './figures.ts';
import { replicaSafety } from './properties.ts';

export default scenario({
  title: 'Figure 8, a to d: an entry of an older term on a majority is not committed, and may be overwritten',
  servers: figure8Servers,
  scripts: [figure8('d')],
  properties: replicaSafety,
});
