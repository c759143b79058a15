import { edition2025, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('reduce-parallelism', edition2025);
