#!/usr/bin/env node
/** The command `faultline`. */
import { main } from './program.ts';

process.exitCode = await main(process.argv.slice(2));
