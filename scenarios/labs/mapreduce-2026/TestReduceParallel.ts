import { edition2026, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('reduce-parallelism', edition2026);
