import { FileBlob, librarySettings, loadLibrary } from './library.ts';
import { type CredentialsReport, emptyReport, reportOf } from './report.ts';

/** Reads the content credentials of an open file. Only for a process that may die of it. @param anchors PEM of known roots */
export async function readOpenFile(file: number, type: string, anchors: string): Promise<CredentialsReport> {
  const { WasmReader } = await loadLibrary();
  try {
    const reader = await WasmReader.fromBlob(type, new FileBlob(file, type), librarySettings(anchors));
    try {
      return reportOf(reader.json());
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
