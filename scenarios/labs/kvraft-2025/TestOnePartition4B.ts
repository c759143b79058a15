import { versionedEdition } from '../kvraft/lab.ts';
import { onePartition } from '../kvraft/one-partition.ts';

export default onePartition(versionedEdition, { unreliable: true });
