import type { Lora } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';

/** Ways to make a clip again outside the studio. */
export const snippetKinds = ['cli', 'openai', 'curl'] as const;
/** A way to make a clip again outside the studio. */
export type SnippetKind = (typeof snippetKinds)[number];

/** Name of each way. */
export const snippetNames: Readonly<Record<SnippetKind, string>> = {
  cli: 'akezora',
  openai: 'openai (JavaScript)',
  curl: 'curl',
};

/** A LoRA as the command line and the OpenAI endpoints take it: `ink:0.8`. */
const loraText = (lora: Lora) => `${'id' in lora ? lora.id : lora.file}:${lora.strength}`;

/** LoRAs for the OpenAI client, which passes on what it does not know; JavaScript, which has no types. */
const lorasLine = (loras: readonly Lora[]) => {
  if (loras.length === 0) return '';
  return `\n  loras: ${JSON.stringify(loras.map(loraText).join(', '))},`;
};

const shellQuote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Text that makes a clip again: a command, code for the `openai` package, or a `curl` call of our own API. */
export function snippet(clip: ClipDetail, kind: SnippetKind, origin: string): string {
  const { model, prompt, width, height } = clip;
  const seconds = clip.facts?.request.seconds ?? clip.seconds;
  const loras = clip.facts?.request.loras ?? [];
  if (kind === 'cli')
    return [
      'npx akezora generate',
      shellQuote(prompt),
      `--model ${shellQuote(model)}`,
      `--size ${width}x${height}`,
      `--seconds ${seconds}`,
      ...(clip.seed === null ? [] : [`--seed ${clip.seed}`]),
      ...loras.map((lora) => `--lora ${shellQuote(loraText(lora))}`),
    ].join(' ');
  if (kind === 'openai')
    return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: ${JSON.stringify(`${origin}/v1`)}, apiKey: 'any' });
let video = await client.videos.create({
  model: ${JSON.stringify(model)},
  prompt: ${JSON.stringify(prompt)},
  size: '${width}x${height}',
  seconds: '${seconds}',${lorasLine(loras)}
});
while (video.status === 'queued' || video.status === 'in_progress') {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  video = await client.videos.retrieve(video.id);
}
const file = await client.videos.downloadContent(video.id);
`;
  const request = clip.facts?.request ?? { model, prompt, seconds, ...(clip.seed === null ? {} : { seed: clip.seed }) };
  return `curl ${origin}/api/jobs -H 'content-type: application/json' -d ${shellQuote(JSON.stringify({ request }))}`;
}
