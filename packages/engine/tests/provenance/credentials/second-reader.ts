/** A reader of content credentials by other people, with no code in common with ours. */
import { readFileSync } from 'node:fs';

/** What is used of `@trustnxt/c2pa-ts`. */
interface Asset {
  getManifestJUMBF(): Uint8Array | undefined;
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

/** Whether the second reader finds signature and content valid, and the codes that it gives. */
export async function secondOpinion(file: string, kind: 'PNG' | 'JPEG' | 'BMFF') {
  const [asset, jumbf, manifest] = await Promise.all([
    import('@trustnxt/c2pa-ts/asset'),
    import('@trustnxt/c2pa-ts/jumbf'),
    import('@trustnxt/c2pa-ts/manifest'),
  ]);
  const libraries = { asset, jumbf, manifest } as unknown as Libraries;
  for (const brand of ['isom', 'mp41', 'mp42', 'avc1']) libraries.asset.BMFF.canReadBrands.add(brand);
  const read = new libraries.asset[kind](readFileSync(file));
  const box = libraries.jumbf.SuperBox.fromBuffer(read.getManifestJUMBF()!);
  const { isValid, statusEntries } = await libraries.manifest.ManifestStore.read(box).validate(read);
  return { isValid, codes: statusEntries.map(({ code }) => code) };
}
