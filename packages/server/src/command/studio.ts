import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtStudio, studioSource } from '@akezora/contract/root';

/**
 * Builds the studio in a checkout where it has not been built yet, which takes a few seconds. Without the build tools the
 * server offers its APIs and a page that says so.
 */
export async function buildStudioOnce(onBuild: () => void): Promise<void> {
  if (studioSource === undefined || existsSync(new URL('index.html', builtStudio))) return;
  const studio = fileURLToPath(studioSource);
  if (!existsSync(join(studio, 'package.json'))) return;
  let vite: string;
  try {
    vite = join(dirname(createRequire(join(studio, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js');
  } catch {
    return;
  }
  onBuild();
  await new Promise<void>((done) => {
    const build = spawn(process.execPath, [vite, 'build', studio], { stdio: 'ignore' });
    build.on('error', () => done());
    build.on('exit', () => done());
  });
}
