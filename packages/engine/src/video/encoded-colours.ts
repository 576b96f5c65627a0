/** BT.709, limited range: the output of `writeI420`, and the file's metadata. */
export const colourSpace = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false } as const;

/** What an encoder says of a picture, with the colours: encoders describe them only for some codecs; the file names them for all. */
export function withColours<M extends { decoderConfig?: object }>(meta: M | undefined): M | undefined {
  if (meta?.decoderConfig === undefined) return meta;
  return { ...meta, decoderConfig: { ...meta.decoderConfig, colorSpace: colourSpace } };
}
