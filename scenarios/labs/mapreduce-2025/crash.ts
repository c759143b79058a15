import { edition2025, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('crash', edition2025);
