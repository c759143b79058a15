/** Every test of the labs, by edition and name. */
import type { Scenario } from '../scenario.ts';
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

export const labs: Readonly<Record<string, Scenario>> = {
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
};
