/**
 * The library of content credentials: c2pa-rs as WebAssembly. Only for a thread or a process of its own: its memory is given back with
 * that, and after a failure its state is unknown.
 */
import { fstatSync, readFileSync, readSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { credentialsLibrary } from '@akezora/contract/root';

/** Bytes of an open file, in the form of a browser's Blob: read when they are asked for. */
export class FileBlob {
  readonly #file: number;
  readonly #from: number;
  readonly size: number;
  readonly type: string;

  /** @param file descriptor of a regular file */
  constructor(file: number, type: string, from = 0, to = fstatSync(file).size) {
    this.#file = file;
    this.#from = from;
    this.size = Math.max(0, to - from);
    this.type = type;
  }

  slice(from = 0, to = this.size): FileBlob {
    return new FileBlob(this.#file, this.type, this.#from + from, this.#from + Math.min(to, this.size));
  }

  read(): ArrayBuffer {
    const bytes = new Uint8Array(this.size);
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(this.#file, bytes, done, bytes.length - done, this.#from + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.buffer.slice(0, done);
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
      sign(signer: object, identities: readonly never[], type: string, source: FileBlob): Promise<Uint8Array>;
    };
  };
  readonly WasmReader: {
    fromBlob(type: string, source: FileBlob, settings: string): Promise<{ json(): string; free(): void }>;
  };
}

/** Loads the library into this thread. */
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
    ...(anchors === '' ? {} : { trust: { trust_anchors: anchors } }),
    verify: { verify_trust: true, verify_after_sign: false, remote_manifest_fetch: false, ocsp_fetch: false },
    builder: { thumbnail: { enabled: false } },
  });
