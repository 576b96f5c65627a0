#!/usr/bin/env node
// Plain JavaScript, so that an old Node can still say what is wrong; everything else is TypeScript run as it stands.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether this Node runs TypeScript as it stands. */
function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 20);
}

/** The Node that is installed with Akezora, wherever it is called from; undefined on systems for which there is none. */
function ownNode() {
  const { platform, arch } = process;
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  try {
    const about = module.createRequire(import.meta.url).resolve(`${name}/package.json`);
    const file = join(dirname(about), 'bin', platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Runs the same command with another Node, which gets the signals and gives the exit code. */
function runWith(node) {
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to both; what is sent to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', tooOld);
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

function tooOld() {
  const [en, ja] = [
    `Akezora needs Node 22.20 or newer; this is ${process.versions.node}. Install it from nodejs.org.`,
    `Akezora には Node 22.20 以降が必要です（現在 ${process.versions.node}）。nodejs.org からインストールしてください。`,
  ];
  console.error(/^ja/.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '') ? ja : en);
  process.exitCode = 3;
}

if (isNewEnough()) {
  // Keeps what stripping types and compiling gave, so that the second start is the quicker one.
  module.enableCompileCache?.();
  await import('../src/main.ts');
} else {
  const node = process.env.AKEZORA_OWN_NODE === undefined ? ownNode() : undefined;
  if (node === undefined) tooOld();
  else {
    process.env.AKEZORA_OWN_NODE = node;
    runWith(node);
  }
}
