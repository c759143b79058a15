import { appendEdition } from '../kvraft/lab.ts';
import { onePartition } from '../kvraft/one-partition.ts';

export default onePartition(appendEdition, { unreliable: false });
