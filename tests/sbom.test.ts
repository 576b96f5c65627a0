import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string }[];
  readonly licenses?: readonly unknown[];
}
interface Locked {
  readonly version: string;
  readonly link?: boolean;
  readonly dev?: boolean;
}

it('lists every package of an installation with its hash and licence', () => {
  const { stdout } = spawnSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8' });
  const { bomFormat, components } = JSON.parse(stdout) as { bomFormat: string; components: Component[] };
  expect(bomFormat).toBe('CycloneDX');
  const listed = new Map(components.map((one) => [`${one.name}@${one.version}`, one]));
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const installed = Object.entries(packages).filter(
    ([path, { link }]) => path.startsWith('node_modules/') && link !== true && existsSync(join(root, path)),
  );
  expect(installed.length).toBeGreaterThan(100);
  for (const [path, { version, dev }] of installed) {
    const component = listed.get(`${path.split('node_modules/').at(-1)}@${version}`);
    expect(
      component?.hashes?.map(({ alg }) => alg),
      path,
    ).toEqual(['SHA-512']);
    // Tools of the developers, which are not installed with the product, may leave it out.
    if (dev !== true) expect(component?.licenses, path).toHaveLength(1);
  }
});
