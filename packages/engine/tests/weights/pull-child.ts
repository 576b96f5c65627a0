/** Pulls the repository given as argument, in a process that a test limits or kills; says how it failed. */
import { AkezoraError } from '@akezora/contract';
import { pullModel } from '../../src/models/installed.ts';

try {
  for await (const _ of pullModel(process.argv[2]!, { firstPause: 5 }));
} catch (error) {
  console.log(error instanceof AkezoraError ? JSON.stringify({ code: error.code, ...error.details }) : error);
  process.exitCode = 1;
}
