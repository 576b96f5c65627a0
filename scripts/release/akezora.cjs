#!/usr/bin/env node
// The first file of a release that runs. Nodes that are too old for the rest read it and say so: CommonJS, and nothing loaded before.
const numbers = (version) => version.split('.').map(Number);
const oldest = require('../package.json').engines.node.replace('>=', '');
const here = process.versions.node;
const [major, minor] = numbers(here);
const [oldestMajor, oldestMinor] = numbers(oldest);

if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) {
  const { enableCompileCache } = require('node:module');
  // Keeps what compiling gave, so that the second start is the quicker one.
  if (enableCompileCache) enableCompileCache();
  import('../dist/main.js').catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
} else {
  const isJapanese = /^ja/.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');
  console.error(
    isJapanese
      ? `Akezora には Node ${oldest} 以降が必要です（現在 ${here}）。nodejs.org からインストールしてください。`
      : `Akezora needs Node ${oldest} or newer; this is ${here}. Install it from nodejs.org.`,
  );
  process.exitCode = 3;
}
