/** The server's side of a WebSocket (RFC 6455), as much as tests need: it sends messages, and answers pings and the close. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** A connection to send messages on. */
export interface Socket {
  text(message: string): void;
  binary(message: Uint8Array): void;
  destroy(): void;
}

/** The value that the handshake adds to the client's key (RFC 6455, section 1.3). */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A frame that is a whole message (section 5.2); servers mask nothing. */
function frameOf(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = length;
  else if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

/** Accepts an upgrade. */
export function acceptSocket(request: IncomingMessage, socket: Duplex): Socket {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${magic}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  socket.on('error', () => undefined);
  // Clients of these tests send nothing but the close, whose code is echoed.
  socket.on('data', (data: Buffer) => {
    if (((data[0] ?? 0) & 0x0f) === 8) socket.end(frameOf(8, Buffer.alloc(0)));
  });
  const send = (frame: Buffer) => !socket.destroyed && socket.writable && socket.write(frame);
  return {
    text: (message) => send(frameOf(1, Buffer.from(message))),
    binary: (message) => send(frameOf(2, message)),
    destroy: () => socket.destroy(),
  };
}
