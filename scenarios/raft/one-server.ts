import { clusterOf } from './clusters.ts';

export default clusterOf(1, 'One server: a majority of its own');
