export { formatNames, type FormatName } from './guess.ts';
export * from './historyReader.ts';
export { writeJsonLines } from './jsonLines.ts';
