/**
 * The library of content credentials: c2pa-rs as WebAssembly. Only for a process of its own: its memory is given back with that,
 * and after a failure its state is unknown.
 */
import { fstatSync, readFileSync, readSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { credentialsLibrary } from '@akezora/contract/root';

/** Bytes of an open file, and of what is put behind it, in the form of a browser's Blob: read when they are asked for. */
export class FileBlob {
  readonly #file: number;
  readonly #bytes: number;
  readonly #tail: Uint8Array;
  readonly #from: number;
  readonly size: number;
  readonly type: string;

  /** @param file descriptor of a regular file @param tail what follows its bytes */
  constructor(file: number, type: string, tail: Uint8Array = new Uint8Array(), from = 0, to?: number) {
    this.#file = file;
    this.#bytes = fstatSync(file).size;
    this.#tail = tail;
    this.#from = from;
    this.size = Math.max(0, (to ?? this.#bytes + tail.length) - from);
    this.type = type;
  }

  slice(from = 0, to = this.size): FileBlob {
    const end = this.#from + Math.min(to, this.size);
    return new FileBlob(this.#file, this.type, this.#tail, this.#from + from, end);
  }

  read(): ArrayBuffer {
    const bytes = new Uint8Array(this.size);
    const ofFile = Math.min(bytes.length, Math.max(0, this.#bytes - this.#from));
    let done = 0;
    while (done < ofFile) {
      const count = readSync(this.#file, bytes, done, ofFile - done, this.#from + done);
      if (count === 0) return bytes.buffer.slice(0, done);
      done += count;
    }
    const at = this.#from + ofFile - this.#bytes;
    bytes.set(this.#tail.subarray(at, at + bytes.length - ofFile), ofFile);
    return bytes.buffer;
  }
}

/** The one class of browsers that the library asks for. */
class FileReaderSync {
  readAsArrayBuffer(blob: FileBlob): ArrayBuffer {
    return blob.read();
  }
}

/** What is used of the library. Its interface is young: a new version is to be compared with this. */
interface Library {
  initSync(options: { readonly module: Uint8Array }): unknown;
  readonly WasmBuilder: {
    fromJson(
      json: string,
      settings: string,
    ): {
      addIngredient(json: string): void;
      addIngredientFromBlob(json: string, type: string, source: FileBlob): Promise<void>;
      setNoEmbed(isApart: boolean): void;
      sign(signer: object, identities: readonly never[], type: string, source: FileBlob): Promise<Uint8Array>;
      signAndGetManifestBytes(
        signer: object,
        identities: readonly never[],
        type: string,
        source: FileBlob,
      ): Promise<{ readonly manifest: Uint8Array }>;
    };
  };
  readonly WasmReader: {
    fromBlob(
      type: string,
      source: FileBlob,
      settings: string,
    ): Promise<{
      json(): string;
      crJson(): string;
      free(): void;
    }>;
  };
}

/** Loads the library into this process. */
export async function loadLibrary(): Promise<Library> {
  Object.assign(globalThis, { FileReaderSync });
  const library = (await import('@contentauth/c2pa-wasm')) as unknown as Library;
  const stored = readFileSync(credentialsLibrary);
  library.initSync({ module: credentialsLibrary.pathname.endsWith('.br') ? brotliDecompressSync(stored) : stored });
  return library;
}

/** Settings of the library. @param anchors PEM certificates of the roots that this installation knows */
export const librarySettings = (anchors: string): string =>
  JSON.stringify({
    // An empty text is refused.
    ...(anchors === ''
      ? {}
      : {
          trust: {
            trust_anchors: anchors,
            anchors: [{ trust_anchors: anchors, trust_kind: 'tsa', trust_uri: 'urn:akezora:known' }],
          },
        }),
    verify: { verify_trust: true, verify_after_sign: false, remote_manifest_fetch: false, ocsp_fetch: false },
    builder: { thumbnail: { enabled: false } },
  });
