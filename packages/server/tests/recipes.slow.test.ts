import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer, waitFor } from './support/server.ts';

const root = join(import.meta.dirname, '../../..');

/** The code blocks of a page, by the heading above them. */
function blocksOf(language: string): ReadonlyMap<string, string> {
  const page = readFileSync(join(root, `docs/${language}/recipes.md`), 'utf8');
  const blocks = [...page.matchAll(/^## (.+)\n[\s\S]*?^```\w+\n([\s\S]*?)^```$/gm)];
  return new Map(blocks.map(([, heading = '', code = '']) => [heading, code]));
}

const english = blocksOf('en');

it('are the same code in both languages, each of them run below', () => {
  expect([...blocksOf('ja').values()]).toEqual([...english.values()]);
  expect([...english.keys()]).toEqual([
    'OpenAI’s package for JavaScript'.replace('’', "'"),
    "OpenAI's package for Python",
    'LiteLLM',
    'curl',
    'n8n',
    'Home Assistant',
    'Desktop assistants (MCP)',
  ]);
});

/** A Python that has a package; those that have none are named, as nothing of theirs is tested then. */
function pythonWith(name: string): string | undefined {
  const programs = [process.env.PYTHON_WITH_RECIPES, 'python3'];
  const found = programs.find(
    (program) => program !== undefined && spawnSync(program, ['-c', `import ${name}`]).status === 0,
  );
  if (found === undefined)
    process.stderr.write(`\n*** SKIPPED: no ${name} for Python; its recipe was not tested ***\n`);
  return found;
}

describe('a recipe', () => {
  let test: TestServer;
  let folder = '';
  beforeAll(async () => {
    test = await startTestServer();
    folder = mkdtempSync(join(tmpdir(), 'akezora-recipes-'));
    // Where `npm install` puts packages.
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  }, 180_000);
  afterAll(async () => {
    await test.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The code of a recipe, for the server of this test. */
  const codeOf = (heading: string): string => {
    const code = english.get(heading);
    if (code === undefined) throw new Error(`no recipe for ${heading}`);
    expect(code).toContain('http://127.0.0.1:7860');
    return code.replaceAll('http://127.0.0.1:7860', test.server.url);
  };
  const run = async (program: string, name: string, code: string) => {
    writeFileSync(join(folder, name), code);
    const env = { ...process.env, NO_PROXY: '127.0.0.1', LITELLM_LOCAL_MODEL_COST_MAP: 'True' };
    await promisify(execFile)(program, [name], { cwd: folder, env });
  };
  /** Whether bytes are an MP4 (ISO/IEC 14496-12: the first box is `ftyp`), and no message of an error. */
  const isClip = (bytes: Uint8Array) => Buffer.from(bytes.subarray(4, 8)).toString() === 'ftyp' && bytes.length > 5000;
  const expectClip = () => {
    expect(isClip(readFileSync(join(folder, 'fox.mp4')))).toBe(true);
    rmSync(join(folder, 'fox.mp4'));
  };

  it("of OpenAI's package for JavaScript writes a clip", async () => {
    await run(process.execPath, 'fox.mjs', codeOf("OpenAI's package for JavaScript"));
    expectClip();
  });

  const openai = pythonWith('openai');
  it.runIf(openai)("of OpenAI's package for Python writes a clip", async () => {
    await run(openai ?? '', 'fox.py', codeOf("OpenAI's package for Python"));
    expectClip();
  });

  const litellm = pythonWith('litellm');
  it.runIf(litellm)(
    'of LiteLLM writes a clip',
    async () => {
      await run(litellm ?? '', 'fox.py', codeOf('LiteLLM'));
      expectClip();
    },
    180_000,
  );

  it('of curl writes a clip', async () => {
    await run('bash', 'fox.sh', codeOf('curl'));
    expectClip();
  });

  it('of n8n makes the requests that its nodes describe', async () => {
    const { nodes, connections } = JSON.parse(codeOf('n8n')) as Workflow;
    const node = (name: string) => nodes.find((one) => one.name === name) ?? nodes[0]!;
    // As n8n does: a text that begins with = has expressions, over the item that came in.
    const value = (text: string, $json: unknown): string =>
      text.startsWith('=')
        ? text
            .slice(1)
            .replace(/\{\{(.*?)\}\}/g, (_, code: string) => String(new Function('$json', `return ${code}`)($json)))
        : text;
    let at: string | undefined = 'Create clip';
    let item: Record<string, unknown> = { prompt: 'a "fox"' };
    const visited: string[] = [];
    while (at !== undefined) {
      const { type, parameters } = node(at);
      visited.push(at);
      let output = 0;
      if (type.endsWith('.httpRequest')) {
        const body = parameters.jsonBody === undefined ? {} : { body: value(parameters.jsonBody, item) };
        const headers = 'body' in body ? { 'content-type': 'application/json' } : {};
        const answer = await fetch(value(parameters.url ?? '', item), {
          method: parameters.method ?? 'GET',
          headers,
          ...body,
        });
        expect(answer.ok).toBe(true);
        const isFile = parameters.options?.response?.response?.responseFormat === 'file';
        if (isFile) expect(isClip(new Uint8Array(await answer.arrayBuffer()))).toBe(true);
        else item = (await answer.json()) as Record<string, unknown>;
      } else if (type.endsWith('.if')) {
        const [condition] = parameters.conditions?.string ?? [];
        output = value(condition?.value1 ?? '', item) === condition?.value2 ? 0 : 1;
      } else await new Promise((resolve) => setTimeout(resolve, 100));
      at = connections[at]?.main[output]?.[0]?.node;
    }
    expect(visited.at(-1)).toBe('Download');
    expect(visited).toContain('Wait');
    expect((await test.api.call('jobs')).data[0]?.prompt).toBe('a "fox"');
  });

  it('of Home Assistant sends what its template says, whatever the prompt', async () => {
    const text = codeOf('Home Assistant');
    const setting = (name: string) => new RegExp(`^ +${name}: (.+)$`, 'm').exec(text)?.[1] ?? '';
    const prompt = `it's "night"\n雪`;
    const payload = setting('payload')
      .replace(/^'|'$/g, '')
      .replaceAll("''", "'")
      .replace('{{ prompt | to_json }}', JSON.stringify(prompt));
    const answer = await fetch(setting('url'), {
      method: setting('method').toUpperCase(),
      headers: { 'content-type': setting('content_type'), authorization: setting('Authorization') },
      body: payload,
    });
    expect(answer.status).toBe(200);
    const { id } = (await answer.json()) as { id: string };
    expect(await waitFor(test.api, id)).toMatchObject({ state: 'completed', prompt });
  });

  it('of desktop assistants is a settings file whose command shakes hands and makes a clip', async () => {
    const { mcpServers } = JSON.parse(codeOf('Desktop assistants (MCP)')) as {
      mcpServers: Record<string, { command: string; args: string[] }>;
    };
    const { command, args = [] } = mcpServers.akezora ?? {};
    expect([command, args[0]]).toEqual(['npx', 'akezora']);
    // What `npx akezora` runs, in this checkout.
    const bin = join(root, 'packages/cli/bin/akezora.js');
    const client = new Client({ name: 'a desktop assistant', version: '1' });
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: [bin, ...args.slice(1)], cwd: folder }),
    );
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('generate_video');
    const made = await client.callTool({ name: 'generate_video', arguments: { prompt: 'a fox', seconds: 2 } });
    expect(made.isError ?? false).toBe(false);
    await client.close();
  });
});

interface Workflow {
  readonly nodes: readonly {
    readonly name: string;
    readonly type: string;
    readonly parameters: {
      readonly method?: string;
      readonly url?: string;
      readonly jsonBody?: string;
      readonly options?: { readonly response?: { readonly response?: { readonly responseFormat?: string } } };
      readonly conditions?: { readonly string?: readonly { readonly value1: string; readonly value2: string }[] };
    };
  }[];
  readonly connections: Readonly<Record<string, { readonly main: readonly (readonly { readonly node: string }[])[] }>>;
}
