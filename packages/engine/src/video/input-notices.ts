import { basename } from 'node:path';
import { AkezoraError, type GenerationRequest, type Notice } from '@akezora/contract';
import { openVideo } from './container.ts';
import { sniffInput } from './input.ts';
import { lookOf } from './track-look.ts';

/**
 * What is done to the pictures of a request's videos that their maker may not expect: combs of interlaced ones are taken out, and
 * edits that ask for another speed play at the usual one.
 */
export async function pictureNotices(request: GenerationRequest): Promise<Notice[]> {
  const notices: Notice[] = [];
  const seen = new Set<string>();
  for (const [index, { source }] of (request.conditions ?? []).entries()) {
    if (source.kind !== 'video' || seen.has(source.file)) continue;
    seen.add(source.file);
    notices.push(...(await noticesOf(source.file, `conditions.${index}`)));
  }
  return notices;
}

async function noticesOf(file: string, field: string): Promise<Notice[]> {
  try {
    const sniffed = await sniffInput(file, { field });
    if (sniffed.format.kind !== 'video') return [];
    const opened = await openVideo(sniffed);
    try {
      const { fields } = await lookOf(sniffed, opened.track);
      const name = basename(file);
      return [
        ...(fields === undefined ? [] : [{ field, ...interlaced(name) }]),
        ...(opened.timeline.otherRates ? [{ field, ...otherRates(name) }] : []),
      ];
    } finally {
      opened.close();
    }
  } catch (thrown) {
    // Whether a request may name files that are not here is for its model to say.
    if (thrown instanceof AkezoraError && thrown.code === 'input_missing') return [];
    throw thrown;
  }
}

const interlaced = (file: string): Notice => ({
  code: 'input_interlaced',
  message: {
    en: `${file} is interlaced video: where moving edges show combs, they are taken out (deinterlaced).`,
    ja: `${file} はインターレース形式の映像です。動く輪郭が櫛状に乱れるフレームは、乱れを取り除いて（インターレース解除して）使います。`,
  },
});

const otherRates = (file: string): Notice => ({
  code: 'input_speed',
  message: {
    en: `${file} asks for slower or faster stretches (edit list): they play at the speed at which they were recorded.`,
    ja: `${file} には再生速度を変える区間（エディットリスト）がありますが、記録されたままの速さで使います。`,
  },
});
