/** The thread that signs one file, started by `sign.ts`: it ends with the memory that the library took. */
import { createPrivateKey } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { algorithmOf, reservedFor, signClaim } from './cose.ts';
import { FileBlob, librarySettings, loadLibrary } from './library.ts';

/** What the thread signs, and with what. */
export interface SigningWork {
  readonly file: string;
  readonly type: string;
  readonly manifest: string;
  /** `file` and `type` are left out for one that is only named. */
  readonly ingredients: readonly { readonly json: string; readonly file?: string; readonly type?: string }[];
  readonly key: string;
  readonly chain: string;
  readonly anchors: string;
}

const { file, type, manifest, ingredients, key, chain, anchors } = workerData as SigningWork;
const open: number[] = [];
const blobOf = (path: string, of: string) => {
  const descriptor = openSync(path, 'r');
  open.push(descriptor);
  return new FileBlob(descriptor, of);
};
try {
  const { WasmBuilder } = await loadLibrary();
  const builder = WasmBuilder.fromJson(manifest, librarySettings(anchors));
  for (const one of ingredients) {
    if (one.file === undefined || one.type === undefined) builder.addIngredient(one.json);
    else await builder.addIngredientFromBlob(one.json, one.type, blobOf(one.file, one.type));
  }
  const signer = { key: createPrivateKey(key), chain };
  const reserveSize = reservedFor(signer);
  const sign = async (claim: Uint8Array) => signClaim(claim, signer, reserveSize);
  const definition = { alg: algorithmOf(signer.key), reserveSize, sign };
  const signed = await builder.sign(definition, [], type, blobOf(file, type));
  parentPort!.postMessage(signed, signed.byteLength === signed.buffer.byteLength ? [signed.buffer as ArrayBuffer] : []);
} finally {
  for (const one of open) closeSync(one);
}
