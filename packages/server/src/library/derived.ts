import { AkezoraError, type Codec, codecs } from '@akezora/contract';
import type { Supervisor } from '../inference/supervisor.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { ClipRow } from '../platform/store/tables.ts';

/** Files made from a clip at the first request and stored beside it. */
export interface Derived {
  /** Key and type of a clip's thumbnail or sprite sheet. */
  picture(clip: ClipRow, kind: 'thumbnail' | 'sprites'): Promise<{ key: string; mime: string }>;
  /** Key and type of a clip in a codec and at a height; the clip itself when it already matches. */
  video(clip: ClipRow, codec: Codec | undefined, height: number | undefined): Promise<{ key: string; mime: string }>;
  /** Key and type of an upload's thumbnail. */
  upload(upload: { id: string; key: string; seconds: number | null }): Promise<{ key: string; mime: string }>;
}

const extensions: Readonly<Record<Codec, string>> = {
  h264: 'mp4',
  hevc: 'mp4',
  av1: 'mp4',
  vp9: 'webm',
  webp: 'webp',
  gif: 'gif',
};
const mimes: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  webm: 'video/webm',
  webp: 'image/webp',
  gif: 'image/gif',
};

/** Makes derived files in the helper's process; concurrent requests for the same file share one run. */
export function createDerived(storage: Storage, helper: Supervisor): Derived {
  const making = new Map<string, Promise<void>>();
  const once = async (key: string, mime: string, make: (target: string) => Promise<unknown>) => {
    if ((await storage.size(key)) === undefined) {
      const before = making.get(key);
      const work =
        before ??
        (async () => {
          const target = await storage.temporary(key.replaceAll('/', '-'));
          await make(target);
          await storage.put(key, target, mime);
        })().finally(() => making.delete(key));
      if (before === undefined) making.set(key, work);
      await work;
    }
    return { key, mime };
  };
  return {
    picture: (clip, kind) =>
      once(`clips/${clip.id}/${kind}.webp`, 'image/webp', async (target) =>
        helper.call('picture', { file: await storage.local(clip.files.video), kind, target, seconds: clip.seconds }),
      ),
    video: async (clip, codec, height) => {
      const asked = codec ?? (clip.facts?.codec as Codec | undefined) ?? 'h264';
      const tall = Math.min(height ?? clip.height, clip.height);
      if (tall === clip.height && (codec === undefined || codec === clip.facts?.codec)) {
        return { key: clip.files.video, mime: clip.mime };
      }
      if (!codecs.includes(asked))
        throw new AkezoraError('option_unsupported', {
          field: 'format',
          model: 'video',
          asked,
          choices: codecs.join(', '),
        });
      const extension = extensions[asked];
      const mime = mimes[extension] ?? 'video/mp4';
      return once(`clips/${clip.id}/${asked}-${tall}.${extension}`, mime, async (target) =>
        helper.call('convert', { file: await storage.local(clip.files.video), codec: asked, height: tall, target }),
      );
    },
    upload: (upload) =>
      once(`uploads/${upload.id}/thumbnail.webp`, 'image/webp', async (target) =>
        helper.call('picture', {
          file: await storage.local(upload.key),
          kind: 'thumbnail',
          target,
          seconds: upload.seconds ?? 0,
        }),
      ),
  };
}
