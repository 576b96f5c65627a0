import { FileBlob, librarySettings, loadLibrary } from './library.ts';
import { type CredentialsReport, emptyReport, reportOf } from './report.ts';

/**
 * Reads the content credentials of an open file. Only for a process that may die of it.
 * @param anchors PEM of known roots
 * @param hash SHA-256 of the file that they are for, in base64, where the open file holds nothing but credentials
 */
export async function readOpenFile(
  file: number,
  type: string,
  anchors: string,
  hash?: string,
): Promise<CredentialsReport> {
  const { WasmReader } = await loadLibrary();
  try {
    const reader = await WasmReader.fromBlob(type, new FileBlob(file, type), librarySettings(anchors));
    try {
      return reportOf(reader.json(), hash === undefined ? undefined : { hash, crJson: reader.crJson() });
    } finally {
      reader.free();
    }
  } catch (thrown) {
    const message = String((thrown as Error)?.message ?? thrown);
    return /JumbfNotFound|no JUMBF data found/i.test(message)
      ? emptyReport('none')
      : emptyReport('unreadable', [message.slice(0, 200)]);
  }
}
