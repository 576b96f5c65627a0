import type { TestServer } from './server.ts';

let browsers = 0;

/** What an answer holds. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form
  readonly body: any;
}

/** A browser of a test: it keeps its cookies, and sends the header of our own pages. */
export interface TestBrowser {
  call(method: string, path: string, body?: object): Promise<Answer>;
  signIn(name: string, password: string): Promise<Answer>;
  readonly cookies: Map<string, string>;
}

/** A browser at an address of its own, for a server that trusts its proxy. */
export function testBrowser(
  test: () => TestServer,
  agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
): TestBrowser {
  const cookies = new Map<string, string>();
  browsers += 1;
  const address = `203.0.${113 + Math.floor(browsers / 200)}.${1 + (browsers % 200)}`;
  const call = async (method: string, path: string, body?: object) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(test().server.url + path, {
      method,
      headers: {
        ...{ 'x-akezora-client': '1', 'content-type': 'application/json', 'user-agent': agent },
        ...{ cookie, 'x-forwarded-for': address },
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/max-age=0/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
  };
  return { call, cookies, signIn: (name, password) => call('POST', '/api/session', { name, password }) };
}
