import { clusterOf } from './clusters.ts';

export default clusterOf(4, 'Four servers: a majority is three');
