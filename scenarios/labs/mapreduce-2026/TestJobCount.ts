import { edition2026, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('job-count', edition2026);
