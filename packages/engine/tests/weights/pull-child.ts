/** Pulls the repository given as argument; a test kills it half-way. */
import { pullModel } from '../../src/weights/index.ts';

for await (const _ of pullModel(process.argv[2]!));
