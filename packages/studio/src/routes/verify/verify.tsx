import { formatBytes } from '@akezora/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import { sessionQuery } from '../../api/queries.ts';
import { type Asked, verifyFile } from '../../api/verify.ts';
import { Button, Field } from '../../components/controls.tsx';
import { ErrorNote, Waiting } from '../../components/states.tsx';
import { useFileDrop } from '../../components/use-file-drop.ts';
import { useVerifyText } from '../../i18n/verify.ts';
import { Found } from './found.tsx';
import './verify.css';

/** Most bytes of a file that a server checks. */
const mostBytes = 256e6;

/** The page that says what the credentials of a picture or video tell; also for visitors who are not signed in. */
export function Verify() {
  const t = useVerifyText();
  const uploadBytes = useQuery(sessionQuery).data?.limits.uploadBytes ?? mostBytes;
  const check = useMutation({ mutationFn: (asked: Asked) => verifyFile(asked) });
  const input = useRef<HTMLInputElement>(null);
  const take = (file: File | undefined) => {
    if (file !== undefined) check.mutate({ file });
  };
  useFileDrop(({ files }) => {
    take(files[0]);
    return files.length > 0;
  });
  return (
    <div className="page verify">
      <header className="page-head">
        <div>
          <h1>{t.title}</h1>
          <p>{t.text}</p>
        </div>
      </header>
      {check.isIdle || check.isError ? (
        <div className="verify-ask">
          <div className="verify-drop">
            <p>{t.drop}</p>
            <Button kind="strong" icon="search" onClick={() => input.current?.click()}>
              {t.choose}
            </Button>
            <p className="quiet">{t.formats(formatBytes(Math.min(mostBytes, uploadBytes)))}</p>
            <input
              ref={input}
              className="visually-hidden"
              type="file"
              accept="image/*,video/*"
              aria-label={t.choose}
              tabIndex={-1}
              onChange={(event) => {
                take(event.target.files?.[0]);
                event.target.value = '';
              }}
            />
          </div>
          <AddressForm onAsk={(url) => check.mutate({ url })} />
        </div>
      ) : null}
      {check.isError && <ErrorNote error={check.error} />}
      {check.isPending && (
        <div className="verify-waiting">
          <Waiting label={t.checking} />
          <p className="quiet" aria-hidden="true">
            {t.checking}
          </p>
        </div>
      )}
      {check.isSuccess && (
        <>
          <Found found={check.data} name={nameOf(check.variables)} />
          <Button icon="back" onClick={() => check.reset()}>
            {t.another}
          </Button>
        </>
      )}
    </div>
  );
}

const nameOf = (asked: Asked): string => ('file' in asked ? asked.file.name : asked.url);

function AddressForm({ onAsk }: { onAsk: (url: string) => void }) {
  const t = useVerifyText();
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const url = String(new FormData(event.currentTarget).get('url') ?? '').trim();
    if (url !== '') onAsk(url);
  };
  return (
    <form className="verify-address" onSubmit={ask}>
      <Field label={t.address}>
        <input type="url" name="url" required placeholder="https://" autoComplete="off" />
      </Field>
      <Button type="submit">{t.check}</Button>
    </form>
  );
}
