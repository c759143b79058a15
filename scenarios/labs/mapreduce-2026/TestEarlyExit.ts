import { edition2026, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('early-exit', edition2026);
