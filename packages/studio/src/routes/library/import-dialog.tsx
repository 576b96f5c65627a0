import { AkezoraError, clipEndings } from '@akezora/contract';
import { type ImportResponse, uploadFile } from '@akezora/contract/api';
import { useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { api, errorOf } from '../../api/client.ts';
import { refresh } from '../../api/refresh.ts';
import { Button } from '../../components/controls.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/states.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import './import-dialog.css';

/** Types the file dialog offers: videos, animated images, and ZIPs of them. */
const importTypes = ['video/*', ...clipEndings, '.zip', 'application/zip'].join(',');

type Step =
  | { readonly at: 'choose' }
  | { readonly at: 'send'; readonly name: string; readonly sent: number; readonly total: number }
  | { readonly at: 'read' }
  | { readonly at: 'failed'; readonly error: AkezoraError; readonly uploads: readonly string[] | undefined }
  | { readonly at: 'done'; readonly answer: ImportResponse };

/** Imports videos, and ZIPs of them, with the prompts they carry. */
export function ImportDialog({
  folderId,
  first = [],
  onClose,
}: {
  folderId: string | undefined;
  /** Files to bring in at once. Default: they are asked for. */
  first?: readonly File[];
  onClose: () => void;
}) {
  const t = useText();
  const words = t.library.import;
  const language = useLanguage();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ at: 'choose' });
  const stop = useRef(new AbortController());
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const { current } = stop;
    return () => current.abort();
  }, []);

  const bringIn = async (uploads: readonly string[], skipUnreadable: boolean) => {
    setStep({ at: 'read' });
    try {
      const body = { uploads: [...uploads], skipUnreadable, ...(folderId === undefined ? {} : { folderId }) };
      const answer = await api.call('importClips', { body, signal: stop.current.signal });
      setStep({ at: 'done', answer });
      await refresh(client, 'clips');
    } catch (thrown) {
      setStep({ at: 'failed', error: errorOf(thrown), uploads });
    }
  };
  const take = async (files: readonly File[]) => {
    if (files.length === 0) return;
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const uploads: string[] = [];
    let before = 0;
    try {
      for (const file of files) {
        const onProgress = (sent: number) => setStep({ at: 'send', name: file.name, sent: before + sent, total });
        onProgress(0);
        uploads.push((await uploadFile(api, file, { signal: stop.current.signal, onProgress })).id);
        before += file.size;
      }
    } catch (thrown) {
      return setStep({ at: 'failed', error: errorOf(thrown), uploads: undefined });
    }
    await bringIn(uploads, false);
  };
  const begun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void take(first);
  }, []);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    if (step.at === 'choose') void take([...event.dataTransfer.files]);
  };
  const retry = step.at === 'failed' && step.error.code === 'input_unreadable' ? step.uploads : undefined;
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        step.at === 'done' || step.at === 'failed' ? (
          <>
            {retry !== undefined && <Button onClick={() => void bringIn(retry, true)}>{words.leaveOut}</Button>}
            {step.at === 'failed' && <Button onClick={() => setStep({ at: 'choose' })}>{words.others}</Button>}
            <Button kind="strong" onClick={onClose}>
              {t.shell.close}
            </Button>
          </>
        ) : (
          <Button kind="plain" onClick={onClose}>
            {t.shell.cancel}
          </Button>
        )
      }
    >
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={importTypes}
        aria-label={words.choose}
        onChange={(event) => void take([...(event.currentTarget.files ?? [])])}
      />
      {step.at === 'choose' && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the button is the control; dropping is a second way
        <div className="drop-here" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
          <p>{words.text}</p>
          <Button kind="strong" icon="up" onClick={() => input.current?.click()}>
            {words.choose}
          </Button>
          <p className="hint">{words.hint}</p>
        </div>
      )}
      {(step.at === 'send' || step.at === 'read') && (
        <div className="import-progress" role="status">
          <progress
            aria-label={words.title}
            {...(step.at === 'send' ? { max: Math.max(1, step.total), value: step.sent } : {})}
          />
          <p className="small">
            {step.at === 'read'
              ? words.reading
              : words.sending(step.name, Math.round((100 * step.sent) / Math.max(1, step.total)))}
          </p>
        </div>
      )}
      {step.at === 'failed' && <ErrorNote error={step.error} />}
      {step.at === 'done' && (
        <>
          <p role="status">{words.done(step.answer.data.length)}</p>
          {step.answer.skipped.length > 0 && (
            <div>
              <p className="label">{words.skipped}</p>
              <ul className="import-skipped">
                {step.answer.skipped.map(({ name, error }) => (
                  <li key={name}>
                    <strong>{name}</strong>
                    <span className="hint">{AkezoraError.fromShape(error).text[language]}</span>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
    </Dialog>
  );
}
