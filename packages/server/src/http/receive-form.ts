import { open } from 'node:fs/promises';
import { AkezoraError, formatBytes } from '@akezora/contract';
import { checkText, chunksOf, readBytes } from './body.ts';
import { boundaryOf, readMultipart } from './multipart.ts';

/** A file of a form, on the disk until the answer is sent. */
export class FormFile {
  /** Path of the content. */
  readonly path: string;
  /** Name that the sender gave; it is never used as a path. */
  readonly name: string;
  readonly bytes: number;

  constructor(path: string, name: string, bytes: number) {
    this.path = path;
    this.name = name;
    this.bytes = bytes;
  }
}

/** A form: its fields and files in their order. */
export interface Form {
  readonly entries: readonly (readonly [name: string, value: string | FormFile])[];
}

/** Limits of a form. */
export interface FormLimits {
  /** Most bytes of the whole form, and of each of its files. */
  readonly bytes: number;
  /** Most bytes of the text of a field. */
  readonly fieldBytes: number;
  readonly fields: number;
  readonly files: number;
}

/** What a form is received with. */
export interface FormReceiver {
  /** A path for a new file, which is removed with the others when the answer is sent. */
  temporary(): Promise<string>;
  /** Called with the bytes received so far, before they are kept; it may refuse the rest. */
  received(bytes: number): Promise<void>;
}

/**
 * Receives a form. Files go to the disk as they arrive; memory holds one chunk and the texts of the fields.
 * @throws AkezoraError `body_too_large`, `body_unreadable`, `request_invalid`.
 */
export async function receiveForm(request: Request, limits: FormLimits, receiver: FormReceiver): Promise<Form> {
  const type = request.headers.get('content-type') ?? '';
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return urlencoded(request, limits);
  const boundary = boundaryOf(type);
  const entries: [string, string | FormFile][] = [];
  let part: { name: string; take(bytes: Buffer): Promise<void>; end(): Promise<string | FormFile> } | undefined;
  let close: (() => Promise<void>) | undefined;
  let [fields, files, total] = [0, 0, 0];
  try {
    for await (const piece of readMultipart(chunksOf(request, limits.bytes), boundary)) {
      if (piece.kind === 'part') {
        const { name, filename } = piece.head;
        checkText('name', name);
        if (filename === undefined) fields += 1;
        else files += 1;
        if (fields > limits.fields || files > limits.files) throw tooMany(limits);
        if (filename === undefined) part = textPart(name, limits.fieldBytes);
        else {
          checkText('filename', filename);
          const path = await receiver.temporary();
          const handle = await open(path, 'wx', 0o600);
          close = () => handle.close();
          let bytes = 0;
          part = {
            name,
            take: async (data) => {
              total += data.length;
              await receiver.received(total);
              bytes += data.length;
              await writeAll(handle, data);
            },
            end: async () => {
              close = undefined;
              await handle.close();
              return new FormFile(path, filename, bytes);
            },
          };
        }
      } else if (piece.kind === 'bytes') await part?.take(piece.bytes);
      else if (part !== undefined) {
        entries.push([part.name, await part.end()]);
        part = undefined;
      }
    }
    return { entries };
  } finally {
    await close?.();
  }
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, data: Buffer): Promise<void> {
  for (let written = 0; written < data.length; ) written += (await handle.write(data, written)).bytesWritten;
}

function textPart(name: string, limit: number) {
  const pieces: Buffer[] = [];
  let length = 0;
  return {
    name,
    take: async (data: Buffer) => {
      length += data.length;
      if (length > limit) throw tooLong(name, limit);
      // A copy: the piece is a view of a whole chunk.
      pieces.push(Buffer.from(data));
    },
    end: async () => textOf(name, Buffer.concat(pieces)),
  };
}

function textOf(name: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    checkText(name, text);
    return text;
  } catch (error) {
    if (error instanceof AkezoraError) throw error;
    const reason = { en: 'it is not valid UTF-8', ja: 'UTF-8 として読めません' };
    throw new AkezoraError('request_invalid', { field: shownField(name), reason }, { cause: error });
  }
}

/** The bytes that a part of an urlencoded form means. `URLSearchParams` hides those that are no UTF-8. */
const percentDecoded = (part: string): Buffer =>
  Buffer.from(
    Buffer.from(part.replaceAll('+', ' '))
      .toString('latin1')
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

const shownField = (name: string): string => name.slice(0, 80) || 'body';

async function urlencoded(request: Request, limits: FormLimits): Promise<Form> {
  const most = limits.fields * 1000 + limits.fieldBytes;
  const text = textOf('body', await readBytes(request, most));
  let separators = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) separators += 1;
  if (separators >= limits.fields) throw tooMany(limits);
  const entries: [string, string][] = [];
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [first = '', ...rest] = pair.split('=');
    const name = textOf('body', percentDecoded(first));
    const value = textOf(name, percentDecoded(rest.join('=')));
    entries.push([name, value]);
    if (Buffer.byteLength(value) > limits.fieldBytes) throw tooLong(name, limits.fieldBytes);
  }
  return { entries };
}

const tooMany = ({ fields, files }: FormLimits) =>
  new AkezoraError('request_invalid', {
    field: 'body',
    reason: {
      en: `send at most ${fields} fields and ${files} files`,
      ja: `項目は${fields}個、ファイルは${files}個までにしてください`,
    },
  });

const tooLong = (name: string, limit: number) =>
  new AkezoraError('request_invalid', {
    field: shownField(name),
    reason: { en: `it is longer than ${formatBytes(limit)}`, ja: `${formatBytes(limit)} を超えています` },
  });
