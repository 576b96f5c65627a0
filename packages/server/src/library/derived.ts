import { AkezoraError, type Codec, codecs, extensionOfCodec, mimeOfCodec } from '@akezora/contract';
import { conversionDeadline, spritesDeadline } from '../inference/call-limits.ts';
import type { Children } from '../inference/children.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { ClipRow } from '../platform/store/tables.ts';

/** Files made from a clip at the first request and stored beside it. */
export interface Derived {
  /** Key and type of a clip's thumbnail or sprite sheet. */
  picture(clip: ClipRow, kind: 'thumbnail' | 'sprites'): Promise<{ key: string; mime: string }>;
  /** Key and type of a clip in a codec and at a height; the clip itself when it already matches. */
  video(clip: ClipRow, codec: Codec | undefined, height: number | undefined): Promise<{ key: string; mime: string }>;
  /** Key and type of an upload's thumbnail. */
  upload(upload: {
    id: string;
    owner: string;
    key: string;
    seconds: number | null;
  }): Promise<{ key: string; mime: string }>;
}

/** Makes derived files in a child process; concurrent requests for the same file share one run. */
export function createDerived(storage: Storage, children: Children): Derived {
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
        children.call(
          'picture',
          {
            file: await storage.local(clip.files.video),
            kind,
            target,
            seconds: clip.seconds,
          },
          { owner: clip.owner, ...(kind === 'sprites' ? { deadlineMs: spritesDeadline(clip.seconds) } : {}) },
        ),
      ),
    video: async (clip, codec, height) => {
      const target = codec ?? (clip.facts?.codec as Codec | undefined) ?? 'h264';
      const tall = Math.min(height ?? clip.height, clip.height);
      if (tall === clip.height && (codec === undefined || codec === clip.facts?.codec)) {
        return { key: clip.files.video, mime: clip.mime };
      }
      if (!codecs.includes(target))
        throw new AkezoraError('option_unsupported', {
          field: 'format',
          model: 'video',
          asked: target,
          choices: codecs.join(', '),
        });
      const key = `clips/${clip.id}/${target}-${tall}.${extensionOfCodec(target)}`;
      return once(key, mimeOfCodec(target), async (file) =>
        children.call(
          'convert',
          {
            file: await storage.local(clip.files.video),
            codec: target,
            height: tall,
            target: file,
          },
          { owner: clip.owner, deadlineMs: conversionDeadline({ ...clip, codec: target }) },
        ),
      );
    },
    upload: (upload) =>
      once(`uploads/${upload.id}/thumbnail.webp`, 'image/webp', async (target) =>
        children.call(
          'picture',
          {
            file: await storage.local(upload.key),
            kind: 'thumbnail',
            target,
            seconds: upload.seconds ?? 0,
          },
          { owner: upload.owner },
        ),
      ),
  };
}
