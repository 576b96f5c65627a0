/**
 * The process that writes the credentials of one file, started by `sign.ts`. It reads what others made, so it has no key: it asks for
 * each signature over its channel. Number 3 is the file; ingredients follow.
 */
import { FileBlob, librarySettings, loadLibrary } from './library.ts';

/** What the process writes. */
export interface SigningWork {
  readonly type: string;
  readonly manifest: string;
  /** `type` is left out for one that is only named. */
  readonly ingredients: readonly { readonly json: string; readonly type?: string }[];
  readonly algorithm: string;
  readonly reserved: number;
  readonly anchors: string;
  /** What is put behind the file's bytes first, in base64. */
  readonly tail: string;
  /** Whether only the manifest is wanted, as a file of its own. */
  readonly isApart: boolean;
}

const pieces: Buffer[] = [];
for await (const piece of process.stdin) pieces.push(piece as Buffer);
const work = JSON.parse(Buffer.concat(pieces).toString()) as SigningWork;

const sign = (claim: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve) => {
    process.once('message', (signature: Uint8Array) => resolve(new Uint8Array(signature)));
    process.send!(new Uint8Array(claim));
  });

/** Type that a manifest of its own is signed with: the file itself is known by its hash. */
const apart = 'application/c2pa';

try {
  const { WasmBuilder } = await loadLibrary();
  const builder = WasmBuilder.fromJson(work.manifest, librarySettings(work.anchors));
  let number = 3;
  for (const { json, type } of work.ingredients) {
    if (type === undefined) builder.addIngredient(json);
    else {
      number += 1;
      await builder.addIngredientFromBlob(json, type, new FileBlob(number, type));
    }
  }
  builder.setNoEmbed(work.isApart);
  const signer = { alg: work.algorithm, reserveSize: work.reserved, sign };
  const write = async (): Promise<Uint8Array> => {
    if (!work.isApart)
      return builder.sign(signer, [], work.type, new FileBlob(3, work.type, Buffer.from(work.tail, 'base64')));
    // The library hashes what it is given in vain here: of an open file it is given the first byte.
    return (await builder.signAndGetManifestBytes(signer, [], apart, new FileBlob(3, apart).slice(0, 1))).manifest;
  };
  const out = await write();
  await new Promise((resolve) => process.stdout.write(out, resolve));
} catch (thrown) {
  const message = String((thrown as Error)?.message ?? thrown);
  await new Promise((resolve) => process.stdout.write(message.slice(0, 1000), resolve));
  process.exitCode = 1;
} finally {
  process.disconnect?.();
}
