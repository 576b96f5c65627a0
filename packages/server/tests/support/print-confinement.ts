/** Prints what this machine offers the user who runs it to confine a process. */
import { probeConfinement } from '../../src/inference/probe-confinement.ts';

process.stdout.write(JSON.stringify(probeConfinement()));
