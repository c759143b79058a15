import { edition2025, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('early-exit', edition2025);
