import type { AkezoraError } from '@akezora/contract';
import { type Upload, uploadFile } from '@akezora/contract/api';
import { type ClipboardEvent, useRef, useState } from 'react';
import { api, errorOf } from '../api/client.ts';
import { IconButton, Range } from '../components/controls.tsx';
import { Panel } from '../components/menu.tsx';
import { ErrorNote } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';
import { chooseFile } from '../util/choose-file.ts';
import { useStore } from '../util/store.ts';
import { useCast } from './cast.ts';
import { draftStore, editDraft } from './draft.ts';

/**
 * Takes a file that was chosen, dropped or pasted into the composer, and uploads it at once, in chunks that resume. Of a picture it
 * asks first what it is for, where the model can take it as something else than a start, too.
 */
export function useAttach({ actors, start, backdrop }: { actors: boolean; start: boolean; backdrop: boolean }) {
  const cast = useCast();
  const [asking, setAsking] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const [progress, setProgress] = useState<{ name: string; percent: number } | null>(null);
  const [error, setError] = useState<AkezoraError | null>(null);
  const stop = useRef<AbortController | null>(null);
  const take = async (files: readonly File[]) => {
    const file = files[0];
    if (file === undefined) return;
    setError(null);
    if (!isPicture(file)) return send(file, asAttachment);
    const uses = [...(actors ? [cast.add] : []), ...(start ? [asStart] : []), ...(backdrop ? [asBackdrop] : [])];
    if (uses.length > 1) setAsking(file);
    else await (uses[0] ?? asStart)(file);
  };
  const asStart = (file: File) => send(file, asAttachment);
  const asBackdrop = (file: File) => send(file, (upload) => editDraft({ backdrop: { upload } }));
  const send = async (file: File, use: (upload: Upload) => void) => {
    setAsking(null);
    stop.current?.abort();
    const control = new AbortController();
    stop.current = control;
    setProgress({ name: file.name, percent: 0 });
    try {
      const upload = await uploadFile(api, file, {
        signal: control.signal,
        onProgress: (sent, total) =>
          setProgress({ name: file.name, percent: Math.round((100 * sent) / Math.max(1, total)) }),
      });
      use(upload);
    } catch (thrown) {
      const typed = errorOf(thrown);
      if (typed.code !== 'cancelled') setError(typed);
    } finally {
      if (stop.current === control) setProgress(null);
    }
  };
  return {
    over,
    progress,
    error,
    /** A picture of which it is not said yet what it is for. */
    asking,
    /** What it can be for; undefined where the model does not take it so. */
    asActor: actors
      ? (file: File) => {
          setAsking(null);
          void cast.add(file);
        }
      : undefined,
    asStart: start ? (file: File) => void asStart(file) : undefined,
    asBackdrop: backdrop ? (file: File) => void asBackdrop(file) : undefined,
    dismiss: () => setAsking(null),
    take,
    choose: () => chooseFile('image/*,video/*', (file) => void take([file])),
    /** Stops the file that is sent now. */
    cancel: () => {
      stop.current?.abort();
      setProgress(null);
    },
    clear: () => editDraft({ attachment: undefined }),
    forgetError: () => setError(null),
    setOver,
    onPaste: (event: ClipboardEvent) => {
      if (event.clipboardData.files.length > 0) void take([...event.clipboardData.files]);
    },
  };
}

const asAttachment = (upload: Upload) => editDraft({ attachment: { upload, strength: 1 } });

const isPicture = ({ type, name }: File): boolean => type.startsWith('image/') || /\.svg$/i.test(name);

/** Why the last file could not be taken; what was chosen before it stays. */
export function AttachError({ error, onClose }: { error: AkezoraError; onClose: () => void }) {
  const t = useText().shell;
  return (
    <div className="attach-error">
      <ErrorNote compact error={error} />
      <IconButton icon="close" size={15} label={t.close} onClick={onClose} />
    </div>
  );
}

/** The image or video that the clip starts from, and how much of it is kept. */
export function AttachmentChip({ attach }: { attach: ReturnType<typeof useAttach> }) {
  const t = useText().compose;
  const units = useText().shell.units;
  const { attachment } = useStore(draftStore);
  if (attach.progress !== null)
    return (
      <span className="chip-large" role="status">
        <span className="numbers">{t.uploading(attach.progress.name, attach.progress.percent)}</span>
        <IconButton icon="close" size={15} label={t.remove(attach.progress.name)} onClick={attach.cancel} />
      </span>
    );
  if (attachment === undefined) return null;
  const { upload, strength } = attachment;
  return (
    <span className="chip-large">
      <img src={api.url(upload.urls.thumbnail)} alt="" width={44} height={28} />
      <Panel
        label={t.strength}
        trigger={
          <button type="button" className="chip-words">
            {t.attached(upload.name)} <span className="numbers quiet">{units.percent(Math.round(strength * 100))}</span>
          </button>
        }
      >
        <Range
          label={t.strength}
          min={0}
          max={1}
          step={0.05}
          value={strength}
          format={(value) => units.percent(Math.round(value * 100))}
          onChange={(value) => editDraft({ attachment: { upload, strength: value } })}
        />
      </Panel>
      <IconButton icon="close" size={15} label={t.remove(upload.name)} onClick={attach.clear} />
    </span>
  );
}

/** What an earlier request had besides its start: pictures and clips at other times. */
export function FurtherInputsChip({ count }: { count: number }) {
  const t = useText().compose;
  return (
    <span className="chip-large">
      {t.furtherInputs(count)}
      <IconButton
        icon="close"
        size={15}
        label={t.remove(t.furtherInputs(count))}
        onClick={() => editDraft({ conditions: undefined })}
      />
    </span>
  );
}
