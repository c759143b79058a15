import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { followerFailure } from '../raft/agreement.ts';

export default raftLab('Followers are cut off one after the other', raft2024, followerFailure);
