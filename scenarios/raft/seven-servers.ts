import { clusterOf } from './clusters.ts';

export default clusterOf(7, 'Seven servers, three of which may be away');
