/**
 * A small server of ComfyUI's protocol, written anew from reading its source (Comfy-Org/ComfyUI at a125cd84, GPL-3: `server.py`,
 * `execution.py`, `protocol.py`, `comfy_execution/progress.py`); nothing is copied. It runs one prompt at a time, checks nodes against a
 * list, tells progress and previews on its WebSocket, and keeps queue and history in memory, as ComfyUI does.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { settings } from '../../src/config/settings.ts';
import type { ComfyUpstream } from '../../src/config/upstreams.ts';
import { acceptSocket, type Socket } from './web-socket.ts';

interface Node {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

interface Item {
  readonly number: number;
  readonly id: string;
  readonly prompt: Readonly<Record<string, Node>>;
  readonly client: string | undefined;
}

/** How the server behaves; every test has its own. */
export interface ComfyOptions {
  /** Names of node classes that it has. Default: all. */
  readonly nodes?: readonly string[];
  /** Whether it takes the id of a prompt from the client. Default true; false as in older versions. */
  readonly takesIds?: boolean;
  /** Milliseconds for each of the four steps of a sampler. Default 5. */
  readonly stepMs?: number;
  /** What a node does instead of its work: throws this. */
  readonly fails?: Readonly<Record<string, string>>;
  /** Bytes of the clip. Default: a real MP4. */
  readonly clip?: Uint8Array;
  /** What the saving node reports. Default: one MP4 under `images`, as SaveVideo does. */
  readonly saved?: (prefix: string) => object;
  /** Picture of previews. Default: a small PNG. */
  readonly preview?: Uint8Array;
  readonly port?: number;
}

/** A running server and what happened to it. */
export interface ComfyServer {
  readonly url: string;
  /** Prompts in the order in which they were queued. */
  readonly queued: Item[];
  readonly uploads: Map<string, Buffer>;
  readonly calls: string[];
  /** Prompts that were interrupted while they ran. */
  readonly interrupted: string[];
  /** Queries of `/view`. */
  readonly views: URLSearchParams[];
  /** Number of WebSocket connections so far. */
  sockets(): number;
  /** Breaks every WebSocket. */
  breakSockets(): void;
  stop(): Promise<void>;
}

const clip = readFileSync(fileURLToPath(new URL('./clip.mp4', import.meta.url)));
const preview = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

const isSaver = ({ class_type }: Node) => /^(?:Save|VHS_)/.test(class_type);

/** Starts a server on a free port. */
export async function startComfy(options: ComfyOptions = {}): Promise<ComfyServer> {
  const sockets = new Map<string, Socket>();
  const pending: Item[] = [];
  const history = new Map<string, object>();
  const files = new Map<string, Uint8Array>();
  const uploads = new Map<string, Buffer>();
  const [queued, calls, interrupted, views]: [Item[], string[], string[], URLSearchParams[]] = [[], [], [], []];
  let running: { item: Item; stop: AbortController } | undefined;
  let number = 0;
  let socketCount = 0;
  let stopped = false;

  const tell = (client: string | undefined, type: string, data: object) =>
    client !== undefined && sockets.get(client)?.text(JSON.stringify({ type, data }));

  /** The state of all nodes that are not waiting, as newer versions tell it. */
  const tellState = (item: Item, current: string, value: number, max: number) => {
    const ids = Object.keys(item.prompt);
    const nodes = ids.slice(0, ids.indexOf(current) + 1).map((id) => {
      const state = id === current ? { value, max, state: 'running' } : { value: 1, max: 1, state: 'finished' };
      return [id, { ...state, node_id: id, prompt_id: item.id }] as const;
    });
    tell(item.client, 'progress_state', { prompt_id: item.id, nodes: Object.fromEntries(nodes) });
  };

  const runNode = async (item: Item, id: string, node: Node, signal: AbortSignal): Promise<object | undefined> => {
    const { client } = item;
    tell(client, 'executing', { node: id, display_node: id, prompt_id: item.id });
    tellState(item, id, 0, 1);
    const failure = options.fails?.[node.class_type];
    if (failure !== undefined) throw new Error(failure);
    if (node.class_type.includes('Sampler')) {
      for (let value = 1; value <= 4; value += 1) {
        await sleep(options.stepMs ?? 5, undefined, { signal });
        tell(client, 'progress', { value, max: 4, prompt_id: item.id, node: id });
        tellState(item, id, value, 4);
        const head = Buffer.alloc(8);
        head.writeUInt32BE(1, 0);
        head.writeUInt32BE(2, 4);
        if (client !== undefined) sockets.get(client)?.binary(Buffer.concat([head, options.preview ?? preview]));
      }
    }
    if (!isSaver(node)) return undefined;
    const prefix = String(node.inputs.filename_prefix ?? 'ComfyUI');
    const name = `${prefix.split('/').at(-1)}_00001_.mp4`;
    files.set(name, options.clip ?? clip);
    const output = options.saved?.(prefix) ?? {
      images: [{ filename: name, subfolder: prefix.split('/').slice(0, -1).join('/'), type: 'output' }],
      animated: [true],
    };
    tell(client, 'executed', { node: id, display_node: id, output, prompt_id: item.id });
    return output;
  };

  const run = async (item: Item, signal: AbortSignal) => {
    const messages: [string, object][] = [];
    const note = (type: string, data: object) => {
      messages.push([type, { ...data, timestamp: Date.now() }]);
      tell(item.client, type, { ...data, timestamp: Date.now() });
    };
    const outputs: Record<string, object> = {};
    note('execution_start', { prompt_id: item.id });
    note('execution_cached', { nodes: [], prompt_id: item.id });
    let success = true;
    for (const [id, node] of Object.entries(item.prompt)) {
      const about = { prompt_id: item.id, node_id: id, node_type: node.class_type, executed: Object.keys(outputs) };
      try {
        const output = await runNode(item, id, node, signal);
        if (output !== undefined) outputs[id] = output;
      } catch (error) {
        success = false;
        const exception = {
          exception_message: `${(error as Error).message}\n`,
          exception_type: 'RuntimeError',
          traceback: [],
        };
        if (signal.aborted) note('execution_interrupted', about);
        else note('execution_error', { ...about, ...exception, current_inputs: {}, current_outputs: [] });
        break;
      }
    }
    if (success) note('execution_success', { prompt_id: item.id });
    if (stopped) return;
    history.set(item.id, {
      prompt: [item.number, item.id, item.prompt, {}, []],
      outputs,
      status: { status_str: success ? 'success' : 'error', completed: success, messages },
      meta: {},
    });
    tell(item.client, 'executing', { node: null, prompt_id: item.id });
  };

  const turn = async () => {
    if (running !== undefined) return;
    for (;;) {
      const item = pending.shift();
      if (item === undefined || stopped) break;
      running = { item, stop: new AbortController() };
      await run(item, running.stop.signal);
      running = undefined;
    }
  };

  const refusalOf = (prompt: Record<string, Node>): object | undefined => {
    for (const [id, node] of Object.entries(prompt)) {
      if (options.nodes === undefined || options.nodes.includes(node.class_type)) continue;
      const message = `Cannot execute because node ${node.class_type} does not exist.`;
      return {
        error: { type: 'invalid_prompt', message, details: `Node ID '#${id}'`, extra_info: {} },
        node_errors: {},
      };
    }
    for (const [id, node] of Object.entries(prompt)) {
      if (node.inputs.ckpt_name !== 'missing.safetensors') continue;
      const wrong = {
        type: 'value_not_in_list',
        message: 'Value not in list',
        details: "ckpt_name: 'missing.safetensors' not in ['ltx.safetensors']",
        extra_info: {},
      };
      return {
        error: {
          type: 'prompt_outputs_failed_validation',
          message: 'Prompt outputs failed validation',
          details: '',
          extra_info: {},
        },
        node_errors: { [id]: { errors: [wrong], dependent_outputs: ['9'], class_type: node.class_type } },
      };
    }
    return undefined;
  };

  const json = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET' } = request;
    const url = new URL(request.url ?? '/', 'http://comfy');
    calls.push(`${method} ${url.pathname}`);
    const body = method === 'POST' ? await buffer(request) : Buffer.alloc(0);
    const read = () => JSON.parse(body.toString() || '{}');
    switch (`${method} ${url.pathname.split('/').slice(0, 2).join('/')}`) {
      case 'POST /prompt': {
        const { prompt, prompt_id, client_id } = read();
        const refusal = refusalOf(prompt);
        if (refusal !== undefined) return json(response, 400, refusal);
        const id = options.takesIds === false ? randomUUID() : String(prompt_id ?? randomUUID());
        const item = { number, id, prompt, client: client_id };
        number += 1;
        pending.push(item);
        queued.push(item);
        json(response, 200, { prompt_id: id, number: item.number, node_errors: {} });
        return turn();
      }
      case 'GET /history': {
        const id = decodeURIComponent(url.pathname.split('/')[2] ?? '');
        return json(response, 200, history.has(id) ? { [id]: history.get(id) } : {});
      }
      case 'GET /queue': {
        const row = (item: Item) => [item.number, item.id, item.prompt, { client_id: item.client }, []];
        const now = running === undefined ? [] : [row(running.item)];
        return json(response, 200, { queue_running: now, queue_pending: pending.map(row) });
      }
      case 'POST /queue': {
        for (const id of (read().delete ?? []) as string[]) {
          const at = pending.findIndex((item) => item.id === id);
          if (at >= 0) pending.splice(at, 1);
        }
        return response.writeHead(200).end();
      }
      case 'POST /interrupt': {
        const { prompt_id } = read();
        if (running !== undefined && (prompt_id === undefined || running.item.id === prompt_id)) {
          interrupted.push(running.item.id);
          running.stop.abort();
        }
        return response.writeHead(200).end();
      }
      case 'POST /upload': {
        const form = await new Request('http://comfy', {
          method: 'POST',
          headers: request.headers as Record<string, string>,
          body,
        }).formData();
        const image = form.get('image') as File;
        uploads.set(image.name, Buffer.from(await image.arrayBuffer()));
        return json(response, 200, { name: image.name, subfolder: '', type: form.get('type') ?? 'input' });
      }
      case 'GET /view': {
        views.push(url.searchParams);
        const file = files.get(url.searchParams.get('filename') ?? '');
        if (file === undefined) return response.writeHead(404).end();
        return response.writeHead(200, { 'content-type': 'video/mp4' }).end(file);
      }
      default:
        return response.writeHead(404).end();
    }
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.writeHead(500).end());
  });
  server.on('upgrade', (request, socket) => {
    const client = new URL(request.url ?? '/', 'http://comfy').searchParams.get('clientId') ?? randomUUID();
    socketCount += 1;
    const accepted = acceptSocket(request, socket);
    sockets.set(client, accepted);
    tell(client, 'status', { status: { exec_info: { queue_remaining: pending.length } }, sid: client });
    if (running?.item.client === client) tell(client, 'executing', { node: Object.keys(running.item.prompt)[0] });
  });
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done));
  const breakSockets = () => {
    for (const socket of sockets.values()) socket.destroy();
    sockets.clear();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    queued,
    uploads,
    calls,
    interrupted,
    views,
    sockets: () => socketCount,
    breakSockets,
    stop: async () => {
      stopped = true;
      running?.stop.abort();
      breakSockets();
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      });
    },
  };
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A JSON file of `examples/comfyui`. */
export const exampleOf = (name: string) => JSON.parse(readFileSync(join(root, 'examples/comfyui', name), 'utf8'));

const [configured] = settings.upstreams.schema.parse(exampleOf('akezora.json').upstreams) as [ComfyUpstream];

/** Name of the example's model. */
export const comfyModel: string = configured.model;

/** The example's configuration, for some servers. */
export const upstreamAt = (urls: readonly string[], more: Partial<ComfyUpstream> = {}): ComfyUpstream => ({
  ...configured,
  urls: [...urls],
  workflow: exampleOf('ltx-video.json'),
  pictureWorkflow: {
    workflow: exampleOf('ltx-video-picture.json'),
    inputs: configured.pictureWorkflow?.inputs ?? configured.inputs,
  },
  ...more,
});
