#!/usr/bin/env node
// Plain JavaScript, so that an old Node can still say what is wrong; everything else is TypeScript run as it stands.
import module from 'node:module';

// Keeps what stripping types and compiling gave, so that the second start is the quicker one.
module.enableCompileCache?.();
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 20)) await import('../src/main.ts');
else {
  const [en, ja] = [
    `Akezora needs Node 22.20 or newer; this is ${process.versions.node}. In this folder \`npx akezora\` brings its own.`,
    `Akezora には Node 22.20 以降が必要です（現在 ${process.versions.node}）。このフォルダーでは \`npx akezora\` が専用の Node を使います。`,
  ];
  console.error(/^ja/.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '') ? ja : en);
  process.exitCode = 3;
}
