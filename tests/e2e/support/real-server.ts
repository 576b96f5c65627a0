import { openModel, publishedModels } from '@akezora/engine';
import { type RunningServer, startServer } from '@akezora/server';

/** Whether the model in the box can be opened here. In CI a model that does not open is a failure. */
export async function modelHere(): Promise<boolean> {
  const models = await publishedModels();
  if (!models.some(({ capabilities }) => capabilities.id === 'akezora-2')) return false;
  try {
    await openModel('akezora-2');
    return true;
  } catch (thrown) {
    if (process.env.CI) throw thrown;
    console.warn(`\n*** SKIPPED: the model in the box does not open: ${(thrown as Error).message} ***\n`);
    return false;
  }
}

/** A server with the real engine. Default port: a free one. */
export function startRealServer(dataFolder: string, port = 0): Promise<RunningServer> {
  return startServer({ port, dataFolder, logLevel: 'silent', reserveBytes: 0 });
}
