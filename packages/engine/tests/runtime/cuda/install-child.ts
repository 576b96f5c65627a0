/** Installs from the feed of the first argument; a test kills it. */
import { installCuda } from '../../../src/runtime/cuda/install.ts';

const { folder } = await installCuda({
  feed: process.argv[2]!,
  hasDriver: async () => true,
  onBytes: (done) => process.stdout.write(`${done}\n`),
});
process.stdout.write(`${folder}\n`);
