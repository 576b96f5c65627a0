/** Files and folders of models. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Case, must } from '../case.ts';
import { runCli } from '../server.ts';

/** A safetensors file of this header. */
function safetensors(
  header: string | Buffer,
  { length, data = Buffer.alloc(16) }: { length?: bigint; data?: Buffer } = {},
): Buffer {
  const text = Buffer.from(header);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([size, text, data]);
}

const tensor = (dtype: unknown, shape: unknown, offsets: unknown) =>
  JSON.stringify({ a: { dtype, shape, data_offsets: offsets } });

const hostile: Readonly<Record<string, () => Buffer>> = {
  'length 2⁶³': () => safetensors('{}', { length: 2n ** 63n }),
  'length 2⁶⁴−1': () => safetensors('{}', { length: 2n ** 64n - 1n }),
  'header of 50 MB': () => safetensors(`{"__metadata__":{"x":"${'y'.repeat(50_000_000)}"}}`),
  'negative offsets': () => safetensors(tensor('F32', [2], [-8, 0])),
  overlapping: () =>
    safetensors(
      JSON.stringify({
        a: { dtype: 'F32', shape: [4], data_offsets: [0, 16] },
        b: { dtype: 'F32', shape: [2], data_offsets: [8, 16] },
      }),
    ),
  'beyond the file': () => safetensors(tensor('F32', [4_000_000], [0, 16_000_000])),
  'shape that overflows': () => safetensors(tensor('F32', [2 ** 40, 2 ** 40], [0, 16])),
  'names twice': () =>
    safetensors(
      '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}',
    ),
  __proto__: () => safetensors('{"__proto__":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}'),
  deep: () => safetensors(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  'ANSI names': () =>
    safetensors(JSON.stringify({ '\u001b[31m\u0007x': { dtype: 'F32', shape: [4], data_offsets: [0, 16] } })),
  'a million tensors': () =>
    safetensors(
      `{${Array.from({ length: 300_000 }, (_, index) => `"t${index}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`).join(',')}}`,
    ),
  empty: () => Buffer.alloc(0),
};

export const models: readonly Case[] = [
  {
    id: 'I01',
    mode: 'none',
    title: 'headers of safetensors files',
    run: async (context) => {
      const folder = context.folder();
      const slow: string[] = [];
      for (const [name, make] of Object.entries(hostile)) {
        const file = join(folder, 'x.safetensors');
        writeFileSync(file, make());
        const began = performance.now();
        const { code, out, err } = await runCli(['models', 'add', file], { timeoutMs: 90_000 });
        const seconds = (performance.now() - began) / 1000;
        must(code !== 0 && code !== null && code !== 1, `${name}: rc ${code}: ${err.slice(0, 200)}`);
        must(!/\n\s+at /.test(err), `${name}: a stack trace: ${err.slice(0, 200)}`);
        must(!`${out}${err}`.includes('\u001b[31m\u0007'), `${name}: control characters reach the terminal`);
        if (seconds > 60) slow.push(`${name} ${Math.round(seconds)} s`);
      }
      must(slow.length === 0, slow.join(', '));
    },
  },
  {
    id: 'I02',
    mode: 'none',
    title: 'models add of links, loops, system folders and a config that points elsewhere',
    run: async (context) => {
      const folder = context.folder();
      const [link, loop, config] = ['link', 'loop', 'config'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      for (const one of [link, loop, config]) mkdirSync(one);
      symlinkSync('/etc/passwd', join(link, 'model.safetensors'));
      symlinkSync('.', join(loop, 'again'));
      writeFileSync(
        join(config, 'model_index.json'),
        JSON.stringify({ _class_name: '../../../etc', transformer: ['x', '../../../etc/passwd'] }),
      );
      writeFileSync(join(config, 'config.json'), '{"_class_name":"../../..","weights":"/etc/passwd"}');
      for (const path of [link, loop, config, '/etc', '/proc/self', '/dev/zero', join(folder, 'nothing')]) {
        const { code, out, err } = await runCli(['models', 'add', path], { timeoutMs: 40_000 });
        must(code !== 0 && code !== null && code !== 1, `${path}: rc ${code}: ${err.slice(0, 200)}`);
        must(!`${out}${err}`.includes('root:x'), `${path}: shows the file`);
      }
    },
  },
  {
    id: 'I03',
    mode: 'none',
    title: 'models remove of paths',
    run: async (context) => {
      const folder = context.folder();
      mkdirSync(join(folder, 'keep'));
      writeFileSync(join(folder, 'keep', 'x'), 'x');
      for (const name of ['../../etc', `${folder}/keep`, '..', '/', '', 'akezora-1', 'akezora-2', 'org/../../x']) {
        const { code } = await runCli(['models', 'remove', name], { timeoutMs: 30_000 });
        must(code !== 0, `${JSON.stringify(name)}: rc ${code}`);
      }
      must(readdirSync(join(folder, 'keep')).length === 1 && readdirSync('/etc').length > 10, 'something is gone');
    },
  },
];
