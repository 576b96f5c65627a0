/** What the product is made of, and what it does by itself. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Case, must, sleep } from '../case.ts';
import { descriptorsOf, environmentOf, familyOf } from '../process.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (name: string): string => readFileSync(`${root}${name}`, 'utf8');

interface Locked {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly link?: boolean;
        readonly integrity?: string;
        readonly resolved?: string;
        readonly license?: string;
        readonly hasInstallScript?: boolean;
        readonly inBundle?: boolean;
        readonly version?: string;
      }
    >
  >;
}

const locked = () =>
  Object.entries((JSON.parse(read('package-lock.json')) as Locked).packages).filter(
    ([name, one]) => name.includes('node_modules/') && one.link !== true,
  );

const free =
  /^(?:\(?(?:MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-[34]\.0|MPL-2\.0|OFL-1\.1|Python-2\.0|Unlicense|WTFPL|Zlib|LGPL-3\.0-or-later|PostgreSQL)(?: (?:AND|OR|WITH) [\w.-]+)*\)?(?: (?:AND|OR) )?)+/;

const files = (pattern: RegExp): string[] => readdirSync(`${root}deploy`).filter((name) => pattern.test(name));

export const supplyChain: readonly Case[] = [
  {
    id: 'J01',
    mode: 'none',
    title: 'every locked package has a hash and comes from the registry',
    run: async (context) => {
      const all = locked();
      context.note('packages', all.length);
      const bad = all.filter(
        ([name, one]) =>
          one.inBundle !== true &&
          // What the registry never had for other platforms cannot be installed from it either.
          !/webcodecs-(?:darwin|linux-arm|win32)/.test(name) &&
          (one.integrity === undefined ||
            (one.resolved !== undefined && !/^https:\/\/registry\.npmjs\.org\//.test(one.resolved))),
      );
      must(
        bad.length === 0,
        bad
          .map(([name]) => name)
          .slice(0, 5)
          .join(', '),
      );
    },
  },
  {
    id: 'J02',
    mode: 'none',
    title: 'no install script runs; versions are exact',
    run: async () => {
      must(/^ignore-scripts\s*=\s*true/m.test(read('.npmrc')), '.npmrc lets install scripts run');
      for (const name of [
        'package.json',
        ...readdirSync(`${root}packages`).map((one) => `packages/${one}/package.json`),
      ]) {
        const {
          dependencies = {},
          devDependencies = {},
          scripts = {},
        } = JSON.parse(read(name)) as Record<string, Record<string, string>>;
        for (const [one, version] of Object.entries({ ...dependencies, ...devDependencies }))
          must(/^(?:npm:[@\w./-]+@)?\d+\.\d+\.\d+[\w.-]*$/.test(version), `${name}: ${one} ${version}`);
        for (const hook of ['preinstall', 'install', 'postinstall', 'prepare'])
          must(scripts[hook] === undefined, `${name}: ${hook}`);
      }
    },
  },
  {
    id: 'J03',
    mode: 'none',
    title: 'licences of all packages',
    run: async () => {
      const bad = locked().filter(([, one]) => one.license !== undefined && !free.test(one.license));
      must(bad.length === 0, bad.map(([name, one]) => `${name} ${one.license}`).join(', '));
    },
  },
  {
    id: 'J04',
    mode: 'loopback',
    title: 'an idle server and its children connect to nobody; telemetry of the runtime is off',
    run: async (context) => {
      const server = await context.server('loopback');
      await sleep(500);
      for (const pid of familyOf(server.pid)) {
        const sockets = new Set(descriptorsOf(pid).map((name) => /socket:\[(\d+)\]/.exec(name)?.[1]));
        for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
          const path = `/proc/${pid}/net/${table}`;
          if (!existsSync(path)) continue;
          for (const line of readFileSync(path, 'utf8').split('\n').slice(1)) {
            const [, , remote = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/);
            if (!sockets.has(inode) || state === '0A' || /^0+:0000$/.test(remote)) continue;
            must(
              /^(?:0100007F|[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF00000100007F):/.test(remote),
              `${readlinkSync(`/proc/${pid}/exe`)} talks to ${remote}`,
            );
          }
        }
        if (pid !== server.pid) must(!/ORT_DISABLE_TELEMETRY=0/.test(environmentOf(pid)), 'telemetry of the runtime');
      }
    },
  },
  {
    id: 'J05',
    mode: 'none',
    title: 'deployment files: pinned images, dropped rights, ports of this machine only',
    run: async () => {
      for (const name of files(/^compose.*\.ya?ml$/)) {
        const text = read(`deploy/${name}`);
        for (const [, image = ''] of text.matchAll(/^\s+image:\s*(\S+)/gm))
          must(/@sha256:[0-9a-f]{64}/.test(image), `${name}: ${image}`);
        for (const [, port = ''] of text.matchAll(/["']?([\d.:]+:\d+)["']?\s*\]?$/gm))
          if (/^\d+:\d+$/.test(port) || port.startsWith('0.0.0.0')) throw new Error(`${name}: port ${port}`);
      }
      const compose = read('deploy/compose.yaml');
      for (const part of ['read_only: true', 'cap_drop', 'no-new-privileges'])
        must(compose.includes(part), `compose.yaml: ${part}`);
      for (const name of files(/^Dockerfile/))
        for (const [, image = ''] of read(`deploy/${name}`).matchAll(/^FROM\s+(\S+)/gm))
          must(/@sha256:|^\w+$/.test(image), `${name}: FROM ${image}`);
    },
  },
  {
    id: 'J05.1',
    mode: 'none',
    title: 'the systemd unit is a sandbox',
    run: async () => {
      const unit = files(/\.service$/)
        .map((name) => read(`deploy/${name}`))
        .join('\n');
      for (const line of [
        /^MemoryMax=/m,
        /^SystemCallFilter=/m,
        /^UMask=0077/m,
        /^NoNewPrivileges=(?:true|yes)/m,
        /^ProtectSystem=strict/m,
        /^PrivateTmp=(?:true|yes)/m,
        /^ProtectHome=/m,
        /^CapabilityBoundingSet=\s*$/m,
      ])
        must(line.test(unit), `${line} is missing`);
      must(!/^User=root/m.test(unit) && /^(?:User|DynamicUser)=/m.test(unit), 'the user');
    },
  },
  {
    id: 'J05.2',
    mode: 'none',
    title: 'containers do not run as root; secrets are not in the files; the report address is there',
    run: async () => {
      const entries = readdirSync(`${root}deploy`, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
      const images = files.filter((file) => basename(file) === 'Dockerfile');
      must(images.length >= 2, 'Dockerfiles');
      for (const file of images)
        must(/^USER\s+(?!root|0)/m.test(readFileSync(file, 'utf8')), `${relative(root, file)}: USER`);
      for (const file of files)
        must(
          !/(?:PASSWORD|SECRET|TOKEN)[:=]\s*["']?(?!\$|\{)[A-Za-z0-9]{6,}/.test(readFileSync(file, 'utf8')),
          `${relative(root, file)} holds a secret`,
        );
      const policy = read('SECURITY.md');
      must(policy.length > 1500 && /report/i.test(policy), 'SECURITY.md says too little');
    },
  },
];
