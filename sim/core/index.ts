/** The words every protocol is written in. */
export * from './among.ts';
export * from './assert.ts';
export * from './canonical.ts';
export * from './collection.ts';
export * from './compose.ts';
export * from './dictionary.ts';
export * from './fingerprint.ts';
export * from './log.ts';
export * from './mutant.ts';
export * from './protocol.ts';
export * from './size.ts';
export * from './time.ts';
export * from './turn.ts';
