/** A reader of content credentials by other people, with no code in common with ours. */
import { readFileSync } from 'node:fs';

/** What is used of `@trustnxt/c2pa-ts`. */
interface Box {
  readonly type: string;
  readonly offset: number;
}
interface Asset {
  getManifestJUMBF(): Uint8Array | undefined;
  getTopLevelBoxes?(): readonly Box[];
  getBoxByPath?(path: string): Box | undefined;
}
interface Libraries {
  readonly asset: Readonly<
    Record<'PNG' | 'JPEG', new (bytes: Uint8Array) => Asset> & {
      BMFF: { new (bytes: Uint8Array): Asset; canReadBrands: Set<string> };
    }
  >;
  readonly jumbf: { readonly SuperBox: { fromBuffer(bytes: Uint8Array): unknown } };
  readonly manifest: {
    readonly ManifestStore: {
      read(box: unknown): { validate(asset: Asset): Promise<{ isValid: boolean; statusEntries: { code: string }[] }> };
    };
  };
}

async function loadReader(): Promise<Libraries> {
  const [asset, jumbf, manifest] = await Promise.all([
    import('@trustnxt/c2pa-ts/asset'),
    import('@trustnxt/c2pa-ts/jumbf'),
    import('@trustnxt/c2pa-ts/manifest'),
  ]);
  return { asset, jumbf, manifest } as unknown as Libraries;
}

/** Whether the second reader finds signature and content valid, and the codes that it gives. */
export async function secondOpinion(file: string, kind: 'PNG' | 'JPEG' | 'BMFF') {
  const libraries = await loadReader();
  for (const brand of ['isom', 'mp41', 'mp42', 'avc1']) libraries.asset.BMFF.canReadBrands.add(brand);
  const bytes = readFileSync(file);
  const read = new libraries.asset[kind](bytes);
  if (kind === 'BMFF') helpToFind(read, bytes);
  return judged(libraries, read.getManifestJUMBF()!, read);
}

/** It finds a box by its type only where it is the one of that type; a clip has another for its XMP. */
function helpToFind(asset: Asset, bytes: Buffer): void {
  const find = asset.getBoxByPath?.bind(asset);
  const isOfCredentials = ({ type, offset }: Box) =>
    type === 'uuid' && bytes.subarray(offset + 8, offset + 24).toString('hex') === 'd8fec3d61b0e483c92975828877ec481';
  asset.getBoxByPath = (path) => (path === '/uuid' ? asset.getTopLevelBoxes?.().find(isOfCredentials) : find?.(path));
}

/** What it finds of credentials in a file of their own, for the bytes of the file that they are for. */
export async function secondManifest(manifest: Uint8Array, bytes: Uint8Array) {
  const asset = {
    getManifestJUMBF: () => manifest,
    getDataLength: () => bytes.length,
    getDataRange: async (start = 0, length = bytes.length - start) => bytes.subarray(start, start + length),
    getHashExclusionRange: () => ({ start: 0, length: 0 }),
  };
  return judged(await loadReader(), manifest, asset);
}

async function judged({ jumbf, manifest }: Libraries, bytes: Uint8Array, asset: Asset) {
  const store = manifest.ManifestStore.read(jumbf.SuperBox.fromBuffer(bytes));
  const { isValid, statusEntries } = await store.validate(asset);
  return { isValid, codes: statusEntries.map(({ code }) => code) };
}
