/** The worker that makes a clip: words to scene, painter, encoder. */
import { makeClip, type WebEvent } from '@akezora/engine/web';
import { failureOf } from './failure.ts';
import type { MakeEvent, MakeMessage } from './messages.ts';
import { openPageModel } from './page-model.ts';

const tell = (event: MakeEvent, move: Transferable[] = []) => self.postMessage(event, { transfer: move });

self.onmessage = async ({ data }: MessageEvent<MakeMessage>) => {
  const { request, precision = 'int8', cast = [] } = data;
  try {
    for await (const event of makeClip(await openPageModel(data), request, { precision, cast })) report(event);
  } catch (thrown) {
    tell({ type: 'failed', error: failureOf(thrown).toShape() });
  }
};

function report(event: WebEvent): void {
  // The page has no use for stages: it sees previews, then frames.
  if (event.type === 'stage') return;
  if (event.type === 'step') tell({ type: 'step', index: event.index, total: event.total });
  else if (event.type === 'live') tell(event, [event.piece.buffer]);
  else if (event.type === 'preview') {
    const { width, height, data } = event.frame;
    const pixels = new Uint8ClampedArray(data);
    tell({ type: 'preview', preview: { width, height, pixels } }, [pixels.buffer]);
  } else tell(event);
}
