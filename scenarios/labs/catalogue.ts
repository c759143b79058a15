/** Every test of the labs, by edition and name. */
import type { Scenario } from '../scenario.ts';
import kvraft2022TestBasic3A from './kvraft-2022/TestBasic3A.ts';
import kvraft2022TestConcurrent3A from './kvraft-2022/TestConcurrent3A.ts';
import kvraft2022TestManyPartitionsManyClients3A from './kvraft-2022/TestManyPartitionsManyClients3A.ts';
import kvraft2022TestManyPartitionsOneClient3A from './kvraft-2022/TestManyPartitionsOneClient3A.ts';
import kvraft2022TestOnePartition3A from './kvraft-2022/TestOnePartition3A.ts';
import kvraft2022TestPersistConcurrent3A from './kvraft-2022/TestPersistConcurrent3A.ts';
import kvraft2022TestPersistConcurrentUnreliable3A from './kvraft-2022/TestPersistConcurrentUnreliable3A.ts';
import kvraft2022TestPersistOneClient3A from './kvraft-2022/TestPersistOneClient3A.ts';
import kvraft2022TestPersistPartition3A from './kvraft-2022/TestPersistPartition3A.ts';
import kvraft2022TestPersistPartitionUnreliable3A from './kvraft-2022/TestPersistPartitionUnreliable3A.ts';
import kvraft2022TestPersistPartitionUnreliableLinearizable3A from './kvraft-2022/TestPersistPartitionUnreliableLinearizable3A.ts';
import kvraft2022TestSnapshotRPC3B from './kvraft-2022/TestSnapshotRPC3B.ts';
import kvraft2022TestSnapshotRecover3B from './kvraft-2022/TestSnapshotRecover3B.ts';
import kvraft2022TestSnapshotRecoverManyClients3B from './kvraft-2022/TestSnapshotRecoverManyClients3B.ts';
import kvraft2022TestSnapshotSize3B from './kvraft-2022/TestSnapshotSize3B.ts';
import kvraft2022TestSnapshotUnreliable3B from './kvraft-2022/TestSnapshotUnreliable3B.ts';
import kvraft2022TestSnapshotUnreliableRecover3B from './kvraft-2022/TestSnapshotUnreliableRecover3B.ts';
import kvraft2022TestSnapshotUnreliableRecoverConcurrentPartition3B from './kvraft-2022/TestSnapshotUnreliableRecoverConcurrentPartition3B.ts';
import kvraft2022TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable3B from './kvraft-2022/TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable3B.ts';
import kvraft2022TestSpeed3A from './kvraft-2022/TestSpeed3A.ts';
import kvraft2022TestSpeed3B from './kvraft-2022/TestSpeed3B.ts';
import kvraft2022TestUnreliable3A from './kvraft-2022/TestUnreliable3A.ts';
import kvraft2022TestUnreliableOneKey3A from './kvraft-2022/TestUnreliableOneKey3A.ts';
import kvraft2024TestBasic4A from './kvraft-2024/TestBasic4A.ts';
import kvraft2024TestConcurrent4A from './kvraft-2024/TestConcurrent4A.ts';
import kvraft2024TestManyPartitionsManyClients4A from './kvraft-2024/TestManyPartitionsManyClients4A.ts';
import kvraft2024TestManyPartitionsOneClient4A from './kvraft-2024/TestManyPartitionsOneClient4A.ts';
import kvraft2024TestOnePartition4A from './kvraft-2024/TestOnePartition4A.ts';
import kvraft2024TestPersistConcurrent4A from './kvraft-2024/TestPersistConcurrent4A.ts';
import kvraft2024TestPersistConcurrentUnreliable4A from './kvraft-2024/TestPersistConcurrentUnreliable4A.ts';
import kvraft2024TestPersistOneClient4A from './kvraft-2024/TestPersistOneClient4A.ts';
import kvraft2024TestPersistPartition4A from './kvraft-2024/TestPersistPartition4A.ts';
import kvraft2024TestPersistPartitionUnreliable4A from './kvraft-2024/TestPersistPartitionUnreliable4A.ts';
import kvraft2024TestPersistPartitionUnreliableLinearizable4A from './kvraft-2024/TestPersistPartitionUnreliableLinearizable4A.ts';
import kvraft2024TestSnapshotRPC4B from './kvraft-2024/TestSnapshotRPC4B.ts';
import kvraft2024TestSnapshotRecover4B from './kvraft-2024/TestSnapshotRecover4B.ts';
import kvraft2024TestSnapshotRecoverManyClients4B from './kvraft-2024/TestSnapshotRecoverManyClients4B.ts';
import kvraft2024TestSnapshotSize4B from './kvraft-2024/TestSnapshotSize4B.ts';
import kvraft2024TestSnapshotUnreliable4B from './kvraft-2024/TestSnapshotUnreliable4B.ts';
import kvraft2024TestSnapshotUnreliableRecover4B from './kvraft-2024/TestSnapshotUnreliableRecover4B.ts';
import kvraft2024TestSnapshotUnreliableRecoverConcurrentPartition4B from './kvraft-2024/TestSnapshotUnreliableRecoverConcurrentPartition4B.ts';
import kvraft2024TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4B from './kvraft-2024/TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4B.ts';
import kvraft2024TestSpeed4A from './kvraft-2024/TestSpeed4A.ts';
import kvraft2024TestSpeed4B from './kvraft-2024/TestSpeed4B.ts';
import kvraft2024TestUnreliable4A from './kvraft-2024/TestUnreliable4A.ts';
import kvraft2024TestUnreliableOneKey4A from './kvraft-2024/TestUnreliableOneKey4A.ts';
import kvraft2025TestBasic4B from './kvraft-2025/TestBasic4B.ts';
import kvraft2025TestConcurrent4B from './kvraft-2025/TestConcurrent4B.ts';
import kvraft2025TestManyPartitionsManyClients4B from './kvraft-2025/TestManyPartitionsManyClients4B.ts';
import kvraft2025TestManyPartitionsManyClients4BRepaired from './kvraft-2025/TestManyPartitionsManyClients4B-repaired.ts';
import kvraft2025TestManyPartitionsOneClient4B from './kvraft-2025/TestManyPartitionsOneClient4B.ts';
import kvraft2025TestManyPartitionsOneClient4BRepaired from './kvraft-2025/TestManyPartitionsOneClient4B-repaired.ts';
import kvraft2025TestOnePartition4B from './kvraft-2025/TestOnePartition4B.ts';
import kvraft2025TestPersistConcurrent4B from './kvraft-2025/TestPersistConcurrent4B.ts';
import kvraft2025TestPersistConcurrentUnreliable4B from './kvraft-2025/TestPersistConcurrentUnreliable4B.ts';
import kvraft2025TestPersistOneClient4B from './kvraft-2025/TestPersistOneClient4B.ts';
import kvraft2025TestPersistPartition4B from './kvraft-2025/TestPersistPartition4B.ts';
import kvraft2025TestPersistPartition4BRepaired from './kvraft-2025/TestPersistPartition4B-repaired.ts';
import kvraft2025TestPersistPartitionUnreliable4B from './kvraft-2025/TestPersistPartitionUnreliable4B.ts';
import kvraft2025TestPersistPartitionUnreliable4BRepaired from './kvraft-2025/TestPersistPartitionUnreliable4B-repaired.ts';
import kvraft2025TestPersistPartitionUnreliableLinearizable4B from './kvraft-2025/TestPersistPartitionUnreliableLinearizable4B.ts';
import kvraft2025TestPersistPartitionUnreliableLinearizable4BRepaired from './kvraft-2025/TestPersistPartitionUnreliableLinearizable4B-repaired.ts';
import kvraft2025TestSnapshotRPC4C from './kvraft-2025/TestSnapshotRPC4C.ts';
import kvraft2025TestSnapshotRecover4C from './kvraft-2025/TestSnapshotRecover4C.ts';
import kvraft2025TestSnapshotRecoverManyClients4C from './kvraft-2025/TestSnapshotRecoverManyClients4C.ts';
import kvraft2025TestSnapshotSize4C from './kvraft-2025/TestSnapshotSize4C.ts';
import kvraft2025TestSnapshotUnreliable4C from './kvraft-2025/TestSnapshotUnreliable4C.ts';
import kvraft2025TestSnapshotUnreliableRecover4C from './kvraft-2025/TestSnapshotUnreliableRecover4C.ts';
import kvraft2025TestSnapshotUnreliableRecoverConcurrentPartition4C from './kvraft-2025/TestSnapshotUnreliableRecoverConcurrentPartition4C.ts';
import kvraft2025TestSnapshotUnreliableRecoverConcurrentPartition4CRepaired from './kvraft-2025/TestSnapshotUnreliableRecoverConcurrentPartition4C-repaired.ts';
import kvraft2025TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4C from './kvraft-2025/TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4C.ts';
import kvraft2025TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4CRepaired from './kvraft-2025/TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4C-repaired.ts';
import kvraft2025TestSpeed4B from './kvraft-2025/TestSpeed4B.ts';
import kvraft2025TestSpeed4C from './kvraft-2025/TestSpeed4C.ts';
import kvraft2025TestUnreliable4B from './kvraft-2025/TestUnreliable4B.ts';
import kvsrv2024TestBasic2 from './kvsrv-2024/TestBasic2.ts';
import kvsrv2024TestConcurrent2 from './kvsrv-2024/TestConcurrent2.ts';
import kvsrv2024TestMemAppend2 from './kvsrv-2024/TestMemAppend2.ts';
import kvsrv2024TestMemGet2 from './kvsrv-2024/TestMemGet2.ts';
import kvsrv2024TestMemGetMany from './kvsrv-2024/TestMemGetMany.ts';
import kvsrv2024TestMemPut2 from './kvsrv-2024/TestMemPut2.ts';
import kvsrv2024TestMemPutMany from './kvsrv-2024/TestMemPutMany.ts';
import kvsrv2024TestUnreliable2 from './kvsrv-2024/TestUnreliable2.ts';
import kvsrv2024TestUnreliableOneKey2 from './kvsrv-2024/TestUnreliableOneKey2.ts';
import kvsrv2025TestMemPutManyClientsReliable from './kvsrv-2025/TestMemPutManyClientsReliable.ts';
import kvsrv2025TestPutConcurrentReliable from './kvsrv-2025/TestPutConcurrentReliable.ts';
import kvsrv2025TestReliablePut from './kvsrv-2025/TestReliablePut.ts';
import kvsrv2025TestUnreliableNet from './kvsrv-2025/TestUnreliableNet.ts';
import kvsrv2026TestMemPutManyClientsReliable from './kvsrv-2026/TestMemPutManyClientsReliable.ts';
import lock2025TestManyClientsReliable from './lock-2025/TestManyClientsReliable.ts';
import lock2025TestManyClientsUnreliable from './lock-2025/TestManyClientsUnreliable.ts';
import lock2025TestOneClientReliable from './lock-2025/TestOneClientReliable.ts';
import lock2025TestOneClientUnreliable from './lock-2025/TestOneClientUnreliable.ts';
import lock2026TestManyClientsReliable from './lock-2026/TestManyClientsReliable.ts';
import lock2026TestManyClientsUnreliable from './lock-2026/TestManyClientsUnreliable.ts';
import lock2026TestOneClientReliable from './lock-2026/TestOneClientReliable.ts';
import lock2026TestOneClientUnreliable from './lock-2026/TestOneClientUnreliable.ts';
import lock2026TestReliableBasic from './lock-2026/TestReliableBasic.ts';
import lock2026TestReliableNested from './lock-2026/TestReliableNested.ts';
import raft2022TestBackup2B from './raft-2022/TestBackup2B.ts';
import raft2022TestBasicAgree2B from './raft-2022/TestBasicAgree2B.ts';
import raft2022TestConcurrentStarts2B from './raft-2022/TestConcurrentStarts2B.ts';
import raft2022TestCount2B from './raft-2022/TestCount2B.ts';
import raft2022TestFailAgree2B from './raft-2022/TestFailAgree2B.ts';
import raft2022TestFailNoAgree2B from './raft-2022/TestFailNoAgree2B.ts';
import raft2022TestFigure82C from './raft-2022/TestFigure82C.ts';
import raft2022TestFigure8Unreliable2C from './raft-2022/TestFigure8Unreliable2C.ts';
import raft2022TestInitialElection2A from './raft-2022/TestInitialElection2A.ts';
import raft2022TestManyElections2A from './raft-2022/TestManyElections2A.ts';
import raft2022TestPersist12C from './raft-2022/TestPersist12C.ts';
import raft2022TestPersist22C from './raft-2022/TestPersist22C.ts';
import raft2022TestPersist32C from './raft-2022/TestPersist32C.ts';
import raft2022TestRPCBytes2B from './raft-2022/TestRPCBytes2B.ts';
import raft2022TestReElection2A from './raft-2022/TestReElection2A.ts';
import raft2022TestRejoin2B from './raft-2022/TestRejoin2B.ts';
import raft2022TestReliableChurn2C from './raft-2022/TestReliableChurn2C.ts';
import raft2022TestSnapshotAllCrash2D from './raft-2022/TestSnapshotAllCrash2D.ts';
import raft2022TestSnapshotBasic2D from './raft-2022/TestSnapshotBasic2D.ts';
import raft2022TestSnapshotInstall2D from './raft-2022/TestSnapshotInstall2D.ts';
import raft2022TestSnapshotInstallCrash2D from './raft-2022/TestSnapshotInstallCrash2D.ts';
import raft2022TestSnapshotInstallUnCrash2D from './raft-2022/TestSnapshotInstallUnCrash2D.ts';
import raft2022TestSnapshotInstallUnreliable2D from './raft-2022/TestSnapshotInstallUnreliable2D.ts';
import raft2022TestUnreliableAgree2C from './raft-2022/TestUnreliableAgree2C.ts';
import raft2022TestUnreliableChurn2C from './raft-2022/TestUnreliableChurn2C.ts';
import raft2024TestBackup3B from './raft-2024/TestBackup3B.ts';
import raft2024TestBasicAgree3B from './raft-2024/TestBasicAgree3B.ts';
import raft2024TestConcurrentStarts3B from './raft-2024/TestConcurrentStarts3B.ts';
import raft2024TestCount3B from './raft-2024/TestCount3B.ts';
import raft2024TestFailAgree3B from './raft-2024/TestFailAgree3B.ts';
import raft2024TestFailNoAgree3B from './raft-2024/TestFailNoAgree3B.ts';
import raft2024TestFigure83C from './raft-2024/TestFigure83C.ts';
import raft2024TestFigure8Unreliable3C from './raft-2024/TestFigure8Unreliable3C.ts';
import raft2024TestFollowerFailure3B from './raft-2024/TestFollowerFailure3B.ts';
import raft2024TestInitialElection3A from './raft-2024/TestInitialElection3A.ts';
import raft2024TestLeaderFailure3B from './raft-2024/TestLeaderFailure3B.ts';
import raft2024TestManyElections3A from './raft-2024/TestManyElections3A.ts';
import raft2024TestPersist13C from './raft-2024/TestPersist13C.ts';
import raft2024TestPersist23C from './raft-2024/TestPersist23C.ts';
import raft2024TestPersist33C from './raft-2024/TestPersist33C.ts';
import raft2024TestRPCBytes3B from './raft-2024/TestRPCBytes3B.ts';
import raft2024TestReElection3A from './raft-2024/TestReElection3A.ts';
import raft2024TestRejoin3B from './raft-2024/TestRejoin3B.ts';
import raft2024TestReliableChurn3C from './raft-2024/TestReliableChurn3C.ts';
import raft2024TestSnapshotAllCrash3D from './raft-2024/TestSnapshotAllCrash3D.ts';
import raft2024TestSnapshotBasic3D from './raft-2024/TestSnapshotBasic3D.ts';
import raft2024TestSnapshotInit3D from './raft-2024/TestSnapshotInit3D.ts';
import raft2024TestSnapshotInstall3D from './raft-2024/TestSnapshotInstall3D.ts';
import raft2024TestSnapshotInstallCrash3D from './raft-2024/TestSnapshotInstallCrash3D.ts';
import raft2024TestSnapshotInstallUnCrash3D from './raft-2024/TestSnapshotInstallUnCrash3D.ts';
import raft2024TestSnapshotInstallUnreliable3D from './raft-2024/TestSnapshotInstallUnreliable3D.ts';
import raft2024TestUnreliableAgree3C from './raft-2024/TestUnreliableAgree3C.ts';
import raft2024TestUnreliableChurn3C from './raft-2024/TestUnreliableChurn3C.ts';
import raft2025TestBackup3B from './raft-2025/TestBackup3B.ts';
import raft2025TestBasicAgree3B from './raft-2025/TestBasicAgree3B.ts';
import raft2025TestConcurrentStarts3B from './raft-2025/TestConcurrentStarts3B.ts';
import raft2025TestCount3B from './raft-2025/TestCount3B.ts';
import raft2025TestFailAgree3B from './raft-2025/TestFailAgree3B.ts';
import raft2025TestFailNoAgree3B from './raft-2025/TestFailNoAgree3B.ts';
import raft2025TestFigure83C from './raft-2025/TestFigure83C.ts';
import raft2025TestFigure8Unreliable3C from './raft-2025/TestFigure8Unreliable3C.ts';
import raft2025TestFollowerFailure3B from './raft-2025/TestFollowerFailure3B.ts';
import raft2025TestInitialElection3A from './raft-2025/TestInitialElection3A.ts';
import raft2025TestInitialElection3ARepaired from './raft-2025/TestInitialElection3A-repaired.ts';
import raft2025TestLeaderFailure3B from './raft-2025/TestLeaderFailure3B.ts';
import raft2025TestManyElections3A from './raft-2025/TestManyElections3A.ts';
import raft2025TestPersist13C from './raft-2025/TestPersist13C.ts';
import raft2025TestPersist23C from './raft-2025/TestPersist23C.ts';
import raft2025TestPersist33C from './raft-2025/TestPersist33C.ts';
import raft2025TestRPCBytes3B from './raft-2025/TestRPCBytes3B.ts';
import raft2025TestReElection3A from './raft-2025/TestReElection3A.ts';
import raft2025TestRejoin3B from './raft-2025/TestRejoin3B.ts';
import raft2025TestReliableChurn3C from './raft-2025/TestReliableChurn3C.ts';
import raft2025TestReliableChurn3CRepaired from './raft-2025/TestReliableChurn3C-repaired.ts';
import raft2025TestSnapshotAllCrash3D from './raft-2025/TestSnapshotAllCrash3D.ts';
import raft2025TestSnapshotAllCrash3DRepaired from './raft-2025/TestSnapshotAllCrash3D-repaired.ts';
import raft2025TestSnapshotBasic3D from './raft-2025/TestSnapshotBasic3D.ts';
import raft2025TestSnapshotInit3D from './raft-2025/TestSnapshotInit3D.ts';
import raft2025TestSnapshotInit3DRepaired from './raft-2025/TestSnapshotInit3D-repaired.ts';
import raft2025TestSnapshotInstall3D from './raft-2025/TestSnapshotInstall3D.ts';
import raft2025TestSnapshotInstallCrash3D from './raft-2025/TestSnapshotInstallCrash3D.ts';
import raft2025TestSnapshotInstallUnCrash3D from './raft-2025/TestSnapshotInstallUnCrash3D.ts';
import raft2025TestSnapshotInstallUnreliable3D from './raft-2025/TestSnapshotInstallUnreliable3D.ts';
import raft2025TestUnreliableAgree3C from './raft-2025/TestUnreliableAgree3C.ts';
import raft2025TestUnreliableChurn3C from './raft-2025/TestUnreliableChurn3C.ts';
import raft2025TestUnreliableChurn3CRepaired from './raft-2025/TestUnreliableChurn3C-repaired.ts';
import rsm2025TestBasic4A from './rsm-2025/TestBasic4A.ts';
import rsm2025TestConcurrent4A from './rsm-2025/TestConcurrent4A.ts';
import rsm2025TestLeaderFailure4A from './rsm-2025/TestLeaderFailure4A.ts';
import rsm2025TestLeaderPartition4A from './rsm-2025/TestLeaderPartition4A.ts';
import rsm2025TestRestartReplay4A from './rsm-2025/TestRestartReplay4A.ts';
import rsm2025TestRestartSubmit4A from './rsm-2025/TestRestartSubmit4A.ts';
import rsm2025TestShutdown4A from './rsm-2025/TestShutdown4A.ts';
import rsm2025TestSnapshot4C from './rsm-2025/TestSnapshot4C.ts';

export const labs: Readonly<Record<string, Scenario>> = {
  'kvraft-2022/TestBasic3A': kvraft2022TestBasic3A,
  'kvraft-2022/TestConcurrent3A': kvraft2022TestConcurrent3A,
  'kvraft-2022/TestManyPartitionsManyClients3A': kvraft2022TestManyPartitionsManyClients3A,
  'kvraft-2022/TestManyPartitionsOneClient3A': kvraft2022TestManyPartitionsOneClient3A,
  'kvraft-2022/TestOnePartition3A': kvraft2022TestOnePartition3A,
  'kvraft-2022/TestPersistConcurrent3A': kvraft2022TestPersistConcurrent3A,
  'kvraft-2022/TestPersistConcurrentUnreliable3A': kvraft2022TestPersistConcurrentUnreliable3A,
  'kvraft-2022/TestPersistOneClient3A': kvraft2022TestPersistOneClient3A,
  'kvraft-2022/TestPersistPartition3A': kvraft2022TestPersistPartition3A,
  'kvraft-2022/TestPersistPartitionUnreliable3A': kvraft2022TestPersistPartitionUnreliable3A,
  'kvraft-2022/TestPersistPartitionUnreliableLinearizable3A': kvraft2022TestPersistPartitionUnreliableLinearizable3A,
  'kvraft-2022/TestSnapshotRPC3B': kvraft2022TestSnapshotRPC3B,
  'kvraft-2022/TestSnapshotRecover3B': kvraft2022TestSnapshotRecover3B,
  'kvraft-2022/TestSnapshotRecoverManyClients3B': kvraft2022TestSnapshotRecoverManyClients3B,
  'kvraft-2022/TestSnapshotSize3B': kvraft2022TestSnapshotSize3B,
  'kvraft-2022/TestSnapshotUnreliable3B': kvraft2022TestSnapshotUnreliable3B,
  'kvraft-2022/TestSnapshotUnreliableRecover3B': kvraft2022TestSnapshotUnreliableRecover3B,
  'kvraft-2022/TestSnapshotUnreliableRecoverConcurrentPartition3B': kvraft2022TestSnapshotUnreliableRecoverConcurrentPartition3B,
  'kvraft-2022/TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable3B': kvraft2022TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable3B,
  'kvraft-2022/TestSpeed3A': kvraft2022TestSpeed3A,
  'kvraft-2022/TestSpeed3B': kvraft2022TestSpeed3B,
  'kvraft-2022/TestUnreliable3A': kvraft2022TestUnreliable3A,
  'kvraft-2022/TestUnreliableOneKey3A': kvraft2022TestUnreliableOneKey3A,
  'kvraft-2024/TestBasic4A': kvraft2024TestBasic4A,
  'kvraft-2024/TestConcurrent4A': kvraft2024TestConcurrent4A,
  'kvraft-2024/TestManyPartitionsManyClients4A': kvraft2024TestManyPartitionsManyClients4A,
  'kvraft-2024/TestManyPartitionsOneClient4A': kvraft2024TestManyPartitionsOneClient4A,
  'kvraft-2024/TestOnePartition4A': kvraft2024TestOnePartition4A,
  'kvraft-2024/TestPersistConcurrent4A': kvraft2024TestPersistConcurrent4A,
  'kvraft-2024/TestPersistConcurrentUnreliable4A': kvraft2024TestPersistConcurrentUnreliable4A,
  'kvraft-2024/TestPersistOneClient4A': kvraft2024TestPersistOneClient4A,
  'kvraft-2024/TestPersistPartition4A': kvraft2024TestPersistPartition4A,
  'kvraft-2024/TestPersistPartitionUnreliable4A': kvraft2024TestPersistPartitionUnreliable4A,
  'kvraft-2024/TestPersistPartitionUnreliableLinearizable4A': kvraft2024TestPersistPartitionUnreliableLinearizable4A,
  'kvraft-2024/TestSnapshotRPC4B': kvraft2024TestSnapshotRPC4B,
  'kvraft-2024/TestSnapshotRecover4B': kvraft2024TestSnapshotRecover4B,
  'kvraft-2024/TestSnapshotRecoverManyClients4B': kvraft2024TestSnapshotRecoverManyClients4B,
  'kvraft-2024/TestSnapshotSize4B': kvraft2024TestSnapshotSize4B,
  'kvraft-2024/TestSnapshotUnreliable4B': kvraft2024TestSnapshotUnreliable4B,
  'kvraft-2024/TestSnapshotUnreliableRecover4B': kvraft2024TestSnapshotUnreliableRecover4B,
  'kvraft-2024/TestSnapshotUnreliableRecoverConcurrentPartition4B': kvraft2024TestSnapshotUnreliableRecoverConcurrentPartition4B,
  'kvraft-2024/TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4B': kvraft2024TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4B,
  'kvraft-2024/TestSpeed4A': kvraft2024TestSpeed4A,
  'kvraft-2024/TestSpeed4B': kvraft2024TestSpeed4B,
  'kvraft-2024/TestUnreliable4A': kvraft2024TestUnreliable4A,
  'kvraft-2024/TestUnreliableOneKey4A': kvraft2024TestUnreliableOneKey4A,
  'kvraft-2025/TestBasic4B': kvraft2025TestBasic4B,
  'kvraft-2025/TestConcurrent4B': kvraft2025TestConcurrent4B,
  'kvraft-2025/TestManyPartitionsManyClients4B': kvraft2025TestManyPartitionsManyClients4B,
  'kvraft-2025/TestManyPartitionsManyClients4B-repaired': kvraft2025TestManyPartitionsManyClients4BRepaired,
  'kvraft-2025/TestManyPartitionsOneClient4B': kvraft2025TestManyPartitionsOneClient4B,
  'kvraft-2025/TestManyPartitionsOneClient4B-repaired': kvraft2025TestManyPartitionsOneClient4BRepaired,
  'kvraft-2025/TestOnePartition4B': kvraft2025TestOnePartition4B,
  'kvraft-2025/TestPersistConcurrent4B': kvraft2025TestPersistConcurrent4B,
  'kvraft-2025/TestPersistConcurrentUnreliable4B': kvraft2025TestPersistConcurrentUnreliable4B,
  'kvraft-2025/TestPersistOneClient4B': kvraft2025TestPersistOneClient4B,
  'kvraft-2025/TestPersistPartition4B': kvraft2025TestPersistPartition4B,
  'kvraft-2025/TestPersistPartition4B-repaired': kvraft2025TestPersistPartition4BRepaired,
  'kvraft-2025/TestPersistPartitionUnreliable4B': kvraft2025TestPersistPartitionUnreliable4B,
  'kvraft-2025/TestPersistPartitionUnreliable4B-repaired': kvraft2025TestPersistPartitionUnreliable4BRepaired,
  'kvraft-2025/TestPersistPartitionUnreliableLinearizable4B': kvraft2025TestPersistPartitionUnreliableLinearizable4B,
  'kvraft-2025/TestPersistPartitionUnreliableLinearizable4B-repaired': kvraft2025TestPersistPartitionUnreliableLinearizable4BRepaired,
  'kvraft-2025/TestSnapshotRPC4C': kvraft2025TestSnapshotRPC4C,
  'kvraft-2025/TestSnapshotRecover4C': kvraft2025TestSnapshotRecover4C,
  'kvraft-2025/TestSnapshotRecoverManyClients4C': kvraft2025TestSnapshotRecoverManyClients4C,
  'kvraft-2025/TestSnapshotSize4C': kvraft2025TestSnapshotSize4C,
  'kvraft-2025/TestSnapshotUnreliable4C': kvraft2025TestSnapshotUnreliable4C,
  'kvraft-2025/TestSnapshotUnreliableRecover4C': kvraft2025TestSnapshotUnreliableRecover4C,
  'kvraft-2025/TestSnapshotUnreliableRecoverConcurrentPartition4C': kvraft2025TestSnapshotUnreliableRecoverConcurrentPartition4C,
  'kvraft-2025/TestSnapshotUnreliableRecoverConcurrentPartition4C-repaired': kvraft2025TestSnapshotUnreliableRecoverConcurrentPartition4CRepaired,
  'kvraft-2025/TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4C': kvraft2025TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4C,
  'kvraft-2025/TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4C-repaired': kvraft2025TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4CRepaired,
  'kvraft-2025/TestSpeed4B': kvraft2025TestSpeed4B,
  'kvraft-2025/TestSpeed4C': kvraft2025TestSpeed4C,
  'kvraft-2025/TestUnreliable4B': kvraft2025TestUnreliable4B,
  'kvsrv-2024/TestBasic2': kvsrv2024TestBasic2,
  'kvsrv-2024/TestConcurrent2': kvsrv2024TestConcurrent2,
  'kvsrv-2024/TestMemAppend2': kvsrv2024TestMemAppend2,
  'kvsrv-2024/TestMemGet2': kvsrv2024TestMemGet2,
  'kvsrv-2024/TestMemGetMany': kvsrv2024TestMemGetMany,
  'kvsrv-2024/TestMemPut2': kvsrv2024TestMemPut2,
  'kvsrv-2024/TestMemPutMany': kvsrv2024TestMemPutMany,
  'kvsrv-2024/TestUnreliable2': kvsrv2024TestUnreliable2,
  'kvsrv-2024/TestUnreliableOneKey2': kvsrv2024TestUnreliableOneKey2,
  'kvsrv-2025/TestMemPutManyClientsReliable': kvsrv2025TestMemPutManyClientsReliable,
  'kvsrv-2025/TestPutConcurrentReliable': kvsrv2025TestPutConcurrentReliable,
  'kvsrv-2025/TestReliablePut': kvsrv2025TestReliablePut,
  'kvsrv-2025/TestUnreliableNet': kvsrv2025TestUnreliableNet,
  'kvsrv-2026/TestMemPutManyClientsReliable': kvsrv2026TestMemPutManyClientsReliable,
  'lock-2025/TestManyClientsReliable': lock2025TestManyClientsReliable,
  'lock-2025/TestManyClientsUnreliable': lock2025TestManyClientsUnreliable,
  'lock-2025/TestOneClientReliable': lock2025TestOneClientReliable,
  'lock-2025/TestOneClientUnreliable': lock2025TestOneClientUnreliable,
  'lock-2026/TestManyClientsReliable': lock2026TestManyClientsReliable,
  'lock-2026/TestManyClientsUnreliable': lock2026TestManyClientsUnreliable,
  'lock-2026/TestOneClientReliable': lock2026TestOneClientReliable,
  'lock-2026/TestOneClientUnreliable': lock2026TestOneClientUnreliable,
  'lock-2026/TestReliableBasic': lock2026TestReliableBasic,
  'lock-2026/TestReliableNested': lock2026TestReliableNested,
  'raft-2022/TestBackup2B': raft2022TestBackup2B,
  'raft-2022/TestBasicAgree2B': raft2022TestBasicAgree2B,
  'raft-2022/TestConcurrentStarts2B': raft2022TestConcurrentStarts2B,
  'raft-2022/TestCount2B': raft2022TestCount2B,
  'raft-2022/TestFailAgree2B': raft2022TestFailAgree2B,
  'raft-2022/TestFailNoAgree2B': raft2022TestFailNoAgree2B,
  'raft-2022/TestFigure82C': raft2022TestFigure82C,
  'raft-2022/TestFigure8Unreliable2C': raft2022TestFigure8Unreliable2C,
  'raft-2022/TestInitialElection2A': raft2022TestInitialElection2A,
  'raft-2022/TestManyElections2A': raft2022TestManyElections2A,
  'raft-2022/TestPersist12C': raft2022TestPersist12C,
  'raft-2022/TestPersist22C': raft2022TestPersist22C,
  'raft-2022/TestPersist32C': raft2022TestPersist32C,
  'raft-2022/TestRPCBytes2B': raft2022TestRPCBytes2B,
  'raft-2022/TestReElection2A': raft2022TestReElection2A,
  'raft-2022/TestRejoin2B': raft2022TestRejoin2B,
  'raft-2022/TestReliableChurn2C': raft2022TestReliableChurn2C,
  'raft-2022/TestSnapshotAllCrash2D': raft2022TestSnapshotAllCrash2D,
  'raft-2022/TestSnapshotBasic2D': raft2022TestSnapshotBasic2D,
  'raft-2022/TestSnapshotInstall2D': raft2022TestSnapshotInstall2D,
  'raft-2022/TestSnapshotInstallCrash2D': raft2022TestSnapshotInstallCrash2D,
  'raft-2022/TestSnapshotInstallUnCrash2D': raft2022TestSnapshotInstallUnCrash2D,
  'raft-2022/TestSnapshotInstallUnreliable2D': raft2022TestSnapshotInstallUnreliable2D,
  'raft-2022/TestUnreliableAgree2C': raft2022TestUnreliableAgree2C,
  'raft-2022/TestUnreliableChurn2C': raft2022TestUnreliableChurn2C,
  'raft-2024/TestBackup3B': raft2024TestBackup3B,
  'raft-2024/TestBasicAgree3B': raft2024TestBasicAgree3B,
  'raft-2024/TestConcurrentStarts3B': raft2024TestConcurrentStarts3B,
  'raft-2024/TestCount3B': raft2024TestCount3B,
  'raft-2024/TestFailAgree3B': raft2024TestFailAgree3B,
  'raft-2024/TestFailNoAgree3B': raft2024TestFailNoAgree3B,
  'raft-2024/TestFigure83C': raft2024TestFigure83C,
  'raft-2024/TestFigure8Unreliable3C': raft2024TestFigure8Unreliable3C,
  'raft-2024/TestFollowerFailure3B': raft2024TestFollowerFailure3B,
  'raft-2024/TestInitialElection3A': raft2024TestInitialElection3A,
  'raft-2024/TestLeaderFailure3B': raft2024TestLeaderFailure3B,
  'raft-2024/TestManyElections3A': raft2024TestManyElections3A,
  'raft-2024/TestPersist13C': raft2024TestPersist13C,
  'raft-2024/TestPersist23C': raft2024TestPersist23C,
  'raft-2024/TestPersist33C': raft2024TestPersist33C,
  'raft-2024/TestRPCBytes3B': raft2024TestRPCBytes3B,
  'raft-2024/TestReElection3A': raft2024TestReElection3A,
  'raft-2024/TestRejoin3B': raft2024TestRejoin3B,
  'raft-2024/TestReliableChurn3C': raft2024TestReliableChurn3C,
  'raft-2024/TestSnapshotAllCrash3D': raft2024TestSnapshotAllCrash3D,
  'raft-2024/TestSnapshotBasic3D': raft2024TestSnapshotBasic3D,
  'raft-2024/TestSnapshotInit3D': raft2024TestSnapshotInit3D,
  'raft-2024/TestSnapshotInstall3D': raft2024TestSnapshotInstall3D,
  'raft-2024/TestSnapshotInstallCrash3D': raft2024TestSnapshotInstallCrash3D,
  'raft-2024/TestSnapshotInstallUnCrash3D': raft2024TestSnapshotInstallUnCrash3D,
  'raft-2024/TestSnapshotInstallUnreliable3D': raft2024TestSnapshotInstallUnreliable3D,
  'raft-2024/TestUnreliableAgree3C': raft2024TestUnreliableAgree3C,
  'raft-2024/TestUnreliableChurn3C': raft2024TestUnreliableChurn3C,
  'raft-2025/TestBackup3B': raft2025TestBackup3B,
  'raft-2025/TestBasicAgree3B': raft2025TestBasicAgree3B,
  'raft-2025/TestConcurrentStarts3B': raft2025TestConcurrentStarts3B,
  'raft-2025/TestCount3B': raft2025TestCount3B,
  'raft-2025/TestFailAgree3B': raft2025TestFailAgree3B,
  'raft-2025/TestFailNoAgree3B': raft2025TestFailNoAgree3B,
  'raft-2025/TestFigure83C': raft2025TestFigure83C,
  'raft-2025/TestFigure8Unreliable3C': raft2025TestFigure8Unreliable3C,
  'raft-2025/TestFollowerFailure3B': raft2025TestFollowerFailure3B,
  'raft-2025/TestInitialElection3A': raft2025TestInitialElection3A,
  'raft-2025/TestInitialElection3A-repaired': raft2025TestInitialElection3ARepaired,
  'raft-2025/TestLeaderFailure3B': raft2025TestLeaderFailure3B,
  'raft-2025/TestManyElections3A': raft2025TestManyElections3A,
  'raft-2025/TestPersist13C': raft2025TestPersist13C,
  'raft-2025/TestPersist23C': raft2025TestPersist23C,
  'raft-2025/TestPersist33C': raft2025TestPersist33C,
  'raft-2025/TestRPCBytes3B': raft2025TestRPCBytes3B,
  'raft-2025/TestReElection3A': raft2025TestReElection3A,
  'raft-2025/TestRejoin3B': raft2025TestRejoin3B,
  'raft-2025/TestReliableChurn3C': raft2025TestReliableChurn3C,
  'raft-2025/TestReliableChurn3C-repaired': raft2025TestReliableChurn3CRepaired,
  'raft-2025/TestSnapshotAllCrash3D': raft2025TestSnapshotAllCrash3D,
  'raft-2025/TestSnapshotAllCrash3D-repaired': raft2025TestSnapshotAllCrash3DRepaired,
  'raft-2025/TestSnapshotBasic3D': raft2025TestSnapshotBasic3D,
  'raft-2025/TestSnapshotInit3D': raft2025TestSnapshotInit3D,
  'raft-2025/TestSnapshotInit3D-repaired': raft2025TestSnapshotInit3DRepaired,
  'raft-2025/TestSnapshotInstall3D': raft2025TestSnapshotInstall3D,
  'raft-2025/TestSnapshotInstallCrash3D': raft2025TestSnapshotInstallCrash3D,
  'raft-2025/TestSnapshotInstallUnCrash3D': raft2025TestSnapshotInstallUnCrash3D,
  'raft-2025/TestSnapshotInstallUnreliable3D': raft2025TestSnapshotInstallUnreliable3D,
  'raft-2025/TestUnreliableAgree3C': raft2025TestUnreliableAgree3C,
  'raft-2025/TestUnreliableChurn3C': raft2025TestUnreliableChurn3C,
  'raft-2025/TestUnreliableChurn3C-repaired': raft2025TestUnreliableChurn3CRepaired,
  'rsm-2025/TestBasic4A': rsm2025TestBasic4A,
  'rsm-2025/TestConcurrent4A': rsm2025TestConcurrent4A,
  'rsm-2025/TestLeaderFailure4A': rsm2025TestLeaderFailure4A,
  'rsm-2025/TestLeaderPartition4A': rsm2025TestLeaderPartition4A,
  'rsm-2025/TestRestartReplay4A': rsm2025TestRestartReplay4A,
  'rsm-2025/TestRestartSubmit4A': rsm2025TestRestartSubmit4A,
  'rsm-2025/TestShutdown4A': rsm2025TestShutdown4A,
  'rsm-2025/TestSnapshot4C': rsm2025TestSnapshot4C,
};
