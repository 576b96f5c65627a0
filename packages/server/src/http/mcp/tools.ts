import {
  AkezoraError,
  asRequestSize,
  boxModel,
  fitRequest,
  type GenerationRequestInput,
  generationRequestSchema,
  isAbsent,
  type ModelCapabilities,
  mostActors,
  parseOrThrow,
  readOtherWords,
  readPositive,
  version,
} from '@akezora/contract';
import type { ApiClient } from '@akezora/contract/api';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

const text = (value: unknown) => ({ content: [{ type: 'text' as const, text: JSON.stringify(value, null, 1) }] });

/** A number; language models often write one as text. */
const number = z.union([z.number(), z.string()]).nullish();

/** A list; several clients send one as text, in JSON or with commas. */
function listOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return [JSON.parse(value)].flat();
  } catch {
    return value
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  }
}

/** Input of `generate_video`: what is usual here, and other names of the same as on every compatible endpoint. */
const videoInput = z.looseObject({
  prompt: z.string().min(1).max(20_000),
  model: z.string().nullish(),
  seconds: number.describe('length; num_frames with fps is understood, too'),
  aspect: z.string().nullish().describe('16:9, 9:16, 1:1 or another ratio'),
  resolution: z.union([z.string(), z.number()]).nullish().describe('360p, 480p, 540p, 720p or 1080p'),
  size: z.string().nullish().describe('such as 1280x720, instead of aspect and resolution'),
  fps: number,
  seed: number.describe('same seed, same clip; -1 or none: a random one'),
  negative_prompt: z.string().nullish().describe('only for models that support it'),
  num_inference_steps: number,
  guidance_scale: number,
  loras: z
    .union([z.string(), z.array(z.unknown()), z.looseObject({})])
    .nullish()
    .describe('LoRAs by the ids that the model lists in akezora://models, as in ink:0.8; never a path'),
  actors: z
    .preprocess(listOf, z.array(z.string().min(1).max(64)).max(mostActors).nullish())
    .optional()
    .describe('names of actors of the library that are on the stage; the prompt calls them by @name'),
  wait: z.union([z.boolean(), z.string()]).nullish().describe('respond only when the clip is done'),
});

const isTrue = (value: boolean | string | null | undefined): boolean => value === true || value === 'true';

/** A call as a request that its model can make, and the inputs that it does not have. Of an unknown model the server says so. */
function fitted(
  call: {
    readonly prompt: string;
    readonly model: string | null | undefined;
    readonly actors: readonly string[] | null | undefined;
    readonly given: Readonly<Record<string, unknown>>;
  },
  model: ModelCapabilities | undefined,
): { request: GenerationRequestInput; ignored: readonly string[] } {
  const { prompt, actors, given } = call;
  const own = {
    prompt,
    ...(isAbsent(call.model) ? {} : { model: call.model ?? undefined }),
    ...(isAbsent(actors) ? {} : { actors: actors?.map((name) => ({ name })) }),
  };
  if (model === undefined) return { request: own, ignored: [] };
  const { part, crop, ignored: unknown, nameOf } = readOtherWords(given, model);
  const { aspect, resolution, ...rest } = part;
  const size = asRequestSize({ request: { aspect, resolution }, ...(crop && { crop }) }, model);
  const parsed = parseOrThrow(generationRequestSchema, JSON.parse(JSON.stringify({ ...own, ...rest, ...size })));
  const { request, ignored } = fitRequest(parsed, model);
  return { request, ignored: [...new Set([...ignored.map(nameOf), ...unknown])] };
}

/** Runs a tool. A failure becomes an answer marked as error, with its remedy, as the protocol requires. */
async function resultOf(work: () => Promise<unknown>) {
  try {
    return text(await work());
  } catch (thrown) {
    const error = AkezoraError.from(thrown);
    return {
      ...text({ code: error.code, message: error.text, remedy: error.remedy, field: error.field }),
      isError: true,
    };
  }
}

/**
 * Registers generation, status and library as tools and resources of the Model Context Protocol, over our own API.
 * @param hungUp aborted when the client no longer waits for its answers: the jobs that it waits for are cancelled. Default: never.
 */
export function createMcpServer(api: ApiClient, hungUp?: AbortSignal): McpServer {
  const server = new McpServer({ name: 'akezora', version });
  const job = (id: string) => api.call('job', { params: { id } });
  server.registerTool(
    'generate_video',
    {
      title: 'Generate a video',
      description:
        'Makes a clip from a prompt in English or Japanese. Returns the job; call video_status until it is completed.',
      inputSchema: videoInput,
    },
    async ({ wait, actors, model: asked, prompt, ...given }, { signal }) =>
      resultOf(async () => {
        const { data: models } = await api.call('models');
        const named = asked ?? boxModel;
        const model = models.find(({ id, aliases }) => id === named || aliases.includes(named));
        const { request, ignored } = fitted({ prompt, model: asked, actors, given }, model?.capabilities);
        const { data } = await api.call('submit', { body: { request } });
        let [made] = data;
        while (isTrue(wait) && made !== undefined && ['queued', 'running'].includes(made.state)) {
          await new Promise((resolve) => setTimeout(resolve, 250));
          if (signal.aborted || hungUp?.aborted === true) {
            await api.call('cancelJob', { params: { id: made.id } });
            throw new AkezoraError('cancelled');
          }
          made = await job(made.id);
        }
        const not = ignored.length === 0 ? {} : { ignored };
        return made === undefined ? {} : { ...summary(made, api), ...not };
      }),
  );
  server.registerTool(
    'video_status',
    {
      title: 'Status of a video',
      description: 'Returns state, progress and URL of a job.',
      inputSchema: { id: z.string().max(64) },
    },
    async ({ id }) => resultOf(async () => summary(await job(id), api)),
  );
  server.registerTool(
    'cancel_video',
    {
      title: 'Cancel a video',
      description: 'Cancels a waiting or running job.',
      inputSchema: { id: z.string().max(64) },
    },
    async ({ id }) => resultOf(async () => summary(await api.call('cancelJob', { params: { id } }), api)),
  );
  server.registerTool(
    'search_library',
    {
      title: 'Search the library',
      description: 'Searches clips by words in prompt, title and tags; newest first.',
      inputSchema: { q: z.string().max(1000).nullish(), limit: number.describe('1 to 100; default 20') },
    },
    async ({ q, limit }) =>
      resultOf(async () => {
        const most = isAbsent(limit) ? 20 : Math.min(100, Math.ceil(readPositive(limit, 'limit')));
        const { data, total } = await api.call('clips', {
          query: { ...(isAbsent(q) ? {} : { q: q ?? '' }), limit: most },
        });
        const clips = data.map(({ id, title, prompt, model, width, height, seconds, createdAt, urls }) => ({
          ...{ id, title, prompt, model, width, height, seconds, createdAt },
          video: api.url(urls.video),
        }));
        return { total, clips };
      }),
  );
  server.registerResource(
    'models',
    'akezora://models',
    { title: 'Models', description: 'Models of this server and what they can do', mimeType: 'application/json' },
    async (uri) => ({
      contents: [
        { uri: uri.href, mimeType: 'application/json', text: JSON.stringify((await api.call('models')).data) },
      ],
    }),
  );
  server.registerResource(
    'clip',
    new ResourceTemplate('akezora://clips/{id}', {
      list: async () => {
        const { data } = await api.call('clips', { query: { limit: 50 } });
        return {
          resources: data.map((clip) => ({
            uri: `akezora://clips/${clip.id}`,
            name: clip.title || clip.prompt.slice(0, 80) || clip.id,
            mimeType: 'application/json',
          })),
        };
      },
    }),
    { title: 'Clip', description: 'A clip of the library with its facts', mimeType: 'application/json' },
    async (uri, { id }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: 'application/json',
          text: JSON.stringify(await api.call('clip', { params: { id: String(id) } })),
        },
      ],
    }),
  );
  return server;
}

function summary(job: Awaited<ReturnType<ApiClient['call']>> & object, api: ApiClient): object {
  const { id, state, prompt, progress, ahead, expectedEnd, error, clipId } = job as unknown as Record<string, unknown>;
  const video = typeof clipId === 'string' ? { clip: clipId, video: api.url(`/api/clips/${clipId}/video`) } : {};
  return { id, state, prompt, progress, ahead, expectedEnd, error, ...video };
}
