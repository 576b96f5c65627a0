import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';

const door = fileURLToPath(new URL('../../src/web/index.ts', import.meta.url));

/** What the bundle of a file imports that no page has, each with the file that does. */
async function foreignImports(input: string): Promise<string[]> {
  const found: string[] = [];
  const outside = {
    name: 'outside',
    resolveId(id: string, importer: string | undefined) {
      if (!/^(?:node:|sharp$|onnxruntime-|@napi-rs\/|@huggingface\/|@contentauth\/)/.test(id)) return null;
      found.push(`${importer}: ${id}`);
      return { id, external: true };
    },
  };
  const bundle = await rolldown({ input, platform: 'browser', plugins: [outside], logLevel: 'silent' });
  try {
    await bundle.generate({ format: 'esm' });
  } finally {
    await bundle.close();
  }
  return found;
}

it('reaches no module of Node and no native library', async () => {
  expect(await foreignImports(door)).toEqual([]);
});

it('would say so', async () => {
  const engine = fileURLToPath(new URL('../../src/clips.ts', import.meta.url));
  expect(await foreignImports(engine)).not.toEqual([]);
});
