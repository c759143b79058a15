import { raft2024 } from '../raft/editions.ts';
import { raftLab } from '../raft/lab.ts';
import { initialElection } from '../raft/elections.ts';

export default raftLab('A first leader is elected, and stays', raft2024, initialElection({ staysInTerm: false }));
