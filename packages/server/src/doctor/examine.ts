import type { ServerOptions } from '../config/settings.ts';
import { withDefaults } from '../config/settings.ts';
import { lookAtDatabase, lookAtFolder, lookAtStorage } from './data.ts';
import type { Finding } from './findings.ts';
import { lookAtAccess, lookAtModels, lookAtOthers, lookAtPort, lookAtWorkers } from './service.ts';

export type { Finding } from './findings.ts';

/**
 * Checks everything that a server with these options needs: folder, database, storage, port, access, workers, models, other
 * services. It writes and deletes one small file, changes nothing else, and does not disturb a running server.
 */
export async function examineServer(given: Partial<ServerOptions>): Promise<Finding[]> {
  const options = withDefaults(given);
  const findings = [await lookAtFolder(options)];
  const { finding, store } = await lookAtDatabase(options);
  findings.push(finding);
  try {
    findings.push(await lookAtStorage(options));
    findings.push(await lookAtPort(options));
    findings.push(await lookAtAccess(options, store));
    findings.push(await lookAtWorkers(options, store));
  } finally {
    await store?.close();
  }
  return [...findings, ...(await lookAtModels(options)), ...(await lookAtOthers(options))];
}
