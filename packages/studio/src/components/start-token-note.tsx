import { useText } from '../i18n/index.ts';

/** What to do where managing the server needs the start token, which this browser does not have. */
export function StartTokenNote() {
  const t = useText().shell.startToken;
  return (
    <>
      <p>{t.text}</p>
      <p>
        <code>npx akezora token</code>
      </p>
    </>
  );
}
