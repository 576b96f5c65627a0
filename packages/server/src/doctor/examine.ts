import type { ServerOptions } from '../config/settings.ts';
import { withDefaults } from '../config/settings.ts';
import { checkDatabase, checkDataFolder, checkOwner, checkPrivacy, checkRows, checkStorage } from './data.ts';
import type { Finding } from './findings.ts';
import { checkLimits } from './limits.ts';
import { checkAccess, checkModels, checkOtherServices, checkPort, checkWorkers } from './service.ts';

export type { Finding } from './findings.ts';

/**
 * Checks everything that a server with these options needs: folder, database, storage, port, access, workers,
 * limits of child processes, models, other services. It writes and deletes one small file, changes nothing else, and does not disturb a running server.
 * @param deep also reads every row of the database, and compares the indexes of an embedded one with its tables.
 */
export async function examineServer(given: Partial<ServerOptions>, deep = false): Promise<Finding[]> {
  const options = withDefaults(given);
  const foreign = await checkOwner(options);
  if (foreign !== undefined) return [foreign];
  const findings = [await checkPrivacy(options), await checkDataFolder(options)];
  const { finding, store } = await checkDatabase(options, deep);
  findings.push(finding);
  if (deep && store !== undefined) findings.push(await checkRows(store));
  try {
    findings.push(await checkStorage(options));
    findings.push(await checkPort(options));
    findings.push(await checkAccess(options, store));
    findings.push(await checkWorkers(options, store));
    findings.push(await checkLimits());
  } finally {
    await store?.close();
  }
  return [...findings, ...(await checkModels(options)), ...(await checkOtherServices(options))];
}
