import { clusterOf } from './clusters.ts';

export default clusterOf(5, 'Five servers, two of which may be away');
