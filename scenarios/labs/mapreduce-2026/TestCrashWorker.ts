import { edition2026, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('crash', edition2026);
