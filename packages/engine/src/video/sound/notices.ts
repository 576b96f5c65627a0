import { basename } from 'node:path';
import { AkezoraError, type GenerationPlan, type GenerationRequest, type Notice } from '@akezora/contract';
import { soundOf } from './clip-sound.ts';
import { openSoundOf } from './reader.ts';

/**
 * What cannot be heard of a request's videos: sound in a codec that is not decoded, and damaged parts, which stay silent. The
 * sound of the stretches that the clip uses is decoded for it, which takes some milliseconds a second.
 * @throws AkezoraError `input_unreadable` when the description of a video's sound is damaged.
 */
export async function soundNotices(
  request: GenerationRequest,
  plan: Pick<GenerationPlan, 'seconds'>,
): Promise<Notice[]> {
  const notices: Notice[] = [];
  const done = new Set<string>();
  for (const { file, from, to, at, field } of soundOf(request, plan)) {
    const end = Math.min(to ?? Number.POSITIVE_INFINITY, from + plan.seconds - at);
    const key = `${file} ${from} ${end}`;
    if (done.has(key)) continue;
    done.add(key);
    const notice = await noticeOf(file, from, end, field);
    if (notice !== undefined) notices.push(notice);
  }
  return notices;
}

async function noticeOf(file: string, from: number, to: number, field: string): Promise<Notice | undefined> {
  const damage: number[] = [];
  try {
    const opened = await openSoundOf({ file, from, to, field }, (at) => damage.push(at));
    if (opened.kind === 'silent') return undefined;
    if (opened.kind === 'unknown') return { field, ...leftOut(nameOf(file), opened.name) };
    try {
      for await (const _ of opened.chunks);
    } finally {
      opened.close();
    }
  } catch (thrown) {
    // Whether a request may name files that are not here is for its model to say.
    if (thrown instanceof AkezoraError && thrown.code === 'input_missing') return undefined;
    throw thrown;
  }
  const heard = damage.filter((at) => at >= from - 0.1);
  return heard.length === 0 ? undefined : { field, ...damaged(nameOf(file), heard.length, Math.max(0, heard[0]!)) };
}

/** A file's name without its folders, short enough for the facts of a clip. */
const nameOf = (file: string): string => basename(file).slice(0, 255);

const leftOut = (file: string, codec: string): Notice => ({
  code: 'sound_left_out',
  message: {
    en: `The sound of ${file} is left out: its format (${codec}) is not supported. Save the video as MP4 with AAC to keep it.`,
    ja: `${file} の音声は使いません。音声の形式（${codec}）に対応していないためです。残すには、音声をAACにしたMP4で保存し直してください。`,
  },
});

const damaged = (file: string, parts: number, at: number): Notice => ({
  code: 'sound_damaged',
  message: {
    en: `The sound of ${file} is damaged in ${parts} ${parts === 1 ? 'place' : 'places'}, first at ${at.toFixed(1)} s: those parts are silent.`,
    ja: `${file} の音声は${parts}か所で壊れています（最初は${at.toFixed(1)}秒）。その部分は無音になります。`,
  },
});
