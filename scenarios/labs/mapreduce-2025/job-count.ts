import { edition2025, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('job-count', edition2025);
