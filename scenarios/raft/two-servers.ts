import { clusterOf } from './clusters.ts';

export default clusterOf(2, 'Two servers: one that is away stops the other');
