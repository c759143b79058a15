import { edition2026, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('map-parallelism', edition2026);
