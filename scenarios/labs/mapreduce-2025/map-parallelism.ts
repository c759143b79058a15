import { edition2025, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('map-parallelism', edition2025);
