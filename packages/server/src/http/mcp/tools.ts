import { AkezoraError, version } from '@akezora/contract';
import type { ApiClient } from '@akezora/contract/api';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

const text = (value: unknown) => ({ content: [{ type: 'text' as const, text: JSON.stringify(value, null, 1) }] });

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
      inputSchema: {
        prompt: z.string().min(1).max(20_000),
        model: z.string().optional(),
        seconds: z.number().min(0.1).max(3600).optional(),
        aspect: z.enum(['16:9', '9:16', '1:1']).optional(),
        resolution: z.enum(['360p', '480p', '540p', '720p', '1080p']).optional(),
        seed: z.number().int().min(0).max(0xffffffff).optional(),
        actors: z
          .array(z.string().min(1).max(64))
          .max(8)
          .optional()
          .describe('names of actors of the library that are on the stage; the prompt calls them by @name'),
        wait: z.boolean().optional().describe('respond only when the clip is done'),
      },
    },
    async ({ wait, actors, ...given }, { signal }) =>
      resultOf(async () => {
        const named = { ...given, actors: actors?.map((name) => ({ name })) };
        const request = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as {
          prompt: string;
        };
        const { data } = await api.call('submit', { body: { request } });
        let [made] = data;
        while (wait === true && made !== undefined && ['queued', 'running'].includes(made.state)) {
          await new Promise((resolve) => setTimeout(resolve, 250));
          if (signal.aborted || hungUp?.aborted === true) {
            await api.call('cancelJob', { params: { id: made.id } });
            throw new AkezoraError('cancelled');
          }
          made = await job(made.id);
        }
        return made === undefined ? {} : summary(made, api);
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
      inputSchema: { q: z.string().max(1000).optional(), limit: z.number().int().min(1).max(100).optional() },
    },
    async ({ q, limit }) =>
      resultOf(async () => {
        const { data, total } = await api.call('clips', {
          query: { ...(q === undefined ? {} : { q }), limit: limit ?? 20 },
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
