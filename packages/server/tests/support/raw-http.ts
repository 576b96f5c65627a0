import { connect } from 'node:net';

/** An answer as it came over the connection. */
export interface RawAnswer {
  readonly status: number;
  /** Headers by their name in lower case; the last of a name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends a request over a new connection, asks to close it, and reads until the server does, or two seconds pass. */
export function sendRaw(url: string, text: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const closing = /^connection:/im.test(text) ? text : text.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''), () => socket.write(closing));
    let received = '';
    const end = () => {
      socket.destroy();
      resolve(parse(received));
    };
    const timer = setTimeout(end, 2000);
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      end();
    });
  });
}

function parse(received: string): RawAnswer {
  const [head = '', ...rest] = received.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') };
}
