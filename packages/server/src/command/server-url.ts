import { AkezoraError } from '@akezora/contract';

/**
 * The address of a running server as people type it: without a scheme it is `http:`, and a slash at its end says nothing. A path
 * stays, for servers below a path of their host.
 * @throws AkezoraError `request_invalid` for what is no address of a server.
 */
export function serverUrl(text: string, field = '--url'): string {
  const trimmed = text.trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    const reason = {
      en: 'write the address of a server, such as http://127.0.0.1:7860',
      ja: 'http://127.0.0.1:7860 のようなサーバーのアドレスを指定してください',
    };
    throw new AkezoraError('request_invalid', { field, reason });
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}
