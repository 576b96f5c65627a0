import type { OwnAccount } from '@akezora/contract/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { encode } from 'uqr';
import { api } from '../../api/client.ts';
import { makePasskey, passkeysWork } from '../../api/passkey.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { ErrorNote } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import { Part } from './part.tsx';
import { Row, Secret } from './rows.tsx';

/** Authenticator app, recovery codes and passkeys of one's own account. */
export function SecondFactors({
  account,
  onUnkept,
}: {
  account: OwnAccount;
  onUnkept: ((unkept: boolean) => void) | undefined;
}) {
  const words = useText().account;
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const unkept = codes !== null;
  useEffect(() => {
    onUnkept?.(unkept);
    return () => onUnkept?.(false);
  }, [onUnkept, unkept]);
  return (
    <Part title={words.second} text={words.secondText}>
      {account.secondFactorRequired && (
        <p role="status" className="secret">
          {words.secondRequired}
        </p>
      )}
      <App account={account} onCodes={setCodes} />
      <Recovery account={account} codes={codes} onCodes={setCodes} />
      <Passkeys account={account} />
    </Part>
  );
}

/** Loads again what a change of second factors has changed; it may have ended other sessions. */
function useReload() {
  const client = useQueryClient();
  return () => refresh(client, 'secondFactors');
}

function App({ account, onCodes }: { account: OwnAccount; onCodes: (codes: readonly string[]) => void }) {
  const words = useText().account;
  const reload = useReload();
  const start = useMutation({ mutationFn: () => api.call('startTotp'), onError: toastError });
  const turnOn = useMutation({
    mutationFn: (code: string) => api.call('confirmTotp', { body: { code } }),
    onSuccess: ({ recoveryCodes }) => {
      onCodes(recoveryCodes);
      start.reset();
      return reload();
    },
  });
  if (account.totp) {
    return (
      <div className="access-row">
        <span>{words.appOn}</span>
        <Button kind="plain" onClick={() => void api.call('removeTotp').then(reload, toastError)}>
          {words.appRemove}
        </Button>
      </div>
    );
  }
  if (start.data === undefined) {
    return (
      <div>
        <Button onClick={() => start.mutate()} disabled={start.isPending}>
          {words.appAdd}
        </Button>
      </div>
    );
  }
  const { secret, uri } = start.data;
  return (
    <form
      className="totp"
      onSubmit={(event) => {
        event.preventDefault();
        turnOn.mutate(String(new FormData(event.currentTarget).get('code')));
      }}
    >
      <p className="small">{words.appScan}</p>
      <QrCode text={uri} label={words.picture} />
      <p className="small">
        {words.appKey} <code>{secret.match(/.{4}/g)?.join(' ')}</code>
      </p>
      {turnOn.error !== null && <ErrorNote compact error={turnOn.error} />}
      <div className="setting-form">
        <Field label={words.code}>
          <input type="text" name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={10} required />
        </Field>
        <Button kind="strong" type="submit" disabled={turnOn.isPending}>
          {words.turnOn}
        </Button>
      </div>
    </form>
  );
}

/** A QR code as one path, dark on light in either theme, so that every camera reads it. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function Recovery({
  account,
  codes,
  onCodes,
}: {
  account: OwnAccount;
  codes: readonly string[] | null;
  onCodes: (codes: readonly string[] | null) => void;
}) {
  const words = useText().account;
  const reload = useReload();
  if (!account.totp && account.passkeys.length === 0) return null;
  return (
    <>
      {codes !== null && (
        <Secret text={codes.join('\n')} note={words.recoveryOnce}>
          <Button onClick={() => onCodes(null)}>{words.recoveryKept}</Button>
        </Secret>
      )}
      <div className="access-row">
        <span>{words.recoveryLeft(account.recoveryCodes)}</span>
        <Button
          kind="plain"
          onClick={() =>
            void api.call('newRecoveryCodes').then(({ recoveryCodes }) => {
              onCodes(recoveryCodes);
              return reload();
            }, toastError)
          }
        >
          {words.recoveryNew}
        </Button>
      </div>
    </>
  );
}

function Passkeys({ account }: { account: OwnAccount }) {
  const t = useText();
  const words = t.account;
  const reload = useReload();
  const add = useMutation({
    mutationFn: async (name: string) =>
      api.call('addPasskey', { body: { ...(await makePasskey(await api.call('newPasskeyOptions'))), name } }),
    onSuccess: reload,
  });
  if (account.passkeys.length === 0 && !passkeysWork()) return null;
  return (
    <>
      <p className="hint">{words.passkeysText}</p>
      <ul>
        {account.passkeys.map((passkey) => (
          <Row
            key={passkey.id}
            main={passkey.name}
            side={passkey.usedAt === null ? words.never : words.seen(moment(passkey.usedAt))}
          >
            <Button
              kind="plain"
              onClick={() => void api.call('removePasskey', { params: { id: passkey.id } }).then(reload, toastError)}
            >
              {t.shell.remove}
            </Button>
          </Row>
        ))}
      </ul>
      {add.error !== null && <ErrorNote compact error={add.error} />}
      {passkeysWork() && (
        <form
          className="setting-form"
          onSubmit={(event) => {
            event.preventDefault();
            const target = event.currentTarget;
            add.mutate(String(new FormData(target).get('name')).trim(), { onSuccess: () => target.reset() });
          }}
        >
          <Field label={words.passkeyName}>
            <input type="text" name="name" required maxLength={60} autoComplete="off" />
          </Field>
          <Button type="submit" disabled={add.isPending}>
            {words.passkeyAdd}
          </Button>
        </form>
      )}
    </>
  );
}
