import { matchSource } from '@akezora/contract';
import { type ClipDetail, uploadFile } from '@akezora/contract/api';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { download } from '../../components/clip-actions.ts';
import { Button } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import type { PlayerState } from '../../components/player.tsx';
import { toast } from '../../components/toast.tsx';
import { draftStore, editDraft } from '../../compose/draft.ts';
import { useToPrompt } from '../../compose/use-to-prompt.ts';
import { useText } from '../../i18n/index.ts';
import { MarkedPart } from '../../tools/recut/marked-part.tsx';
import { sourceOf } from '../../tools/source.ts';
import { fileName } from '../../util/file-name.ts';
import { copiesPictures, framePicture } from '../../util/frame-picture.ts';
import { frameAt } from '../../util/play-range.ts';

/** What can be done with the frame that is shown, or with what is marked: copy it, start a new clip from it, take the part to Re-cut. */
export function FrameActions({
  clip,
  state: { video, time, range },
  starts,
  cuts,
}: {
  clip: ClipDetail;
  state: PlayerState;
  /** Whether a model here can start from a picture, and the account may make clips. */
  starts: boolean;
  /** Whether the account may make clips. */
  cuts: boolean;
}) {
  const t = useText().library.player;
  const toPrompt = useToPrompt();
  const picture = async () => {
    if (video.current === null) throw new Error('no video');
    video.current.pause();
    return framePicture(video.current);
  };
  const name = `${fileName(clip).replace(/\.\w+$/, '')}-${frameAt(time, clip.fps) + 1}.png`;
  const copy = useMutation({
    mutationFn: async () => {
      if (copiesPictures()) {
        // Handed over unfinished: browsers want the call within the press.
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture() })]);
        return toast(t.frameCopied);
      }
      const url = URL.createObjectURL(await picture());
      download(url, name);
      // The browser must have begun to read it by then.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      toast(t.frameSaved);
    },
    onError: toastError,
  });
  const start = useMutation({
    mutationFn: async () => uploadFile(api, new File([await picture()], name, { type: 'image/png' })),
    onSuccess: async (upload) => {
      const { aspect, resolution } = matchSource(sourceOf(clip));
      const prompt = draftStore.get().prompt.trim() || clip.prompt;
      const none = { conditions: undefined, scene: undefined, backdrop: undefined };
      editDraft({ ...none, prompt, aspect, resolution, attachment: { upload, strength: 1 } });
      await toPrompt();
    },
    onError: toastError,
  });
  return (
    <div className="frame-actions">
      <Button kind="plain" icon="copy" disabled={copy.isPending} onClick={() => copy.mutate()}>
        {t.copyFrame}
      </Button>
      {starts && (
        <Button kind="plain" icon="image" disabled={start.isPending} onClick={() => start.mutate()}>
          {start.isPending ? t.takingFrame : t.startFromFrame}
        </Button>
      )}
      {cuts && <MarkedPart clip={clip} range={range} />}
    </div>
  );
}
