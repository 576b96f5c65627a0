import { formatCount, type Text } from '@akezora/contract';
import { TextFault } from './text-fault.ts';

/** Most of what a container may list. */
export interface ContainerLimits {
  /** Frames of one video. */
  readonly frames: number;
}

/** A container that claims more than it can hold, or more than is read. */
export class ContainerFault extends TextFault {
  override readonly name = 'ContainerFault';
}

/** The fault of a table or header that does not agree with itself. */
export const damaged = (): ContainerFault =>
  new ContainerFault({ en: 'its tables are damaged', ja: '内部の表が壊れています' });

/** The fault of a table that lists more than fits into the file. */
export const beyond = (count: number): ContainerFault =>
  new ContainerFault({
    en: `its tables list ${formatCount(count, 'en')} entries, more than it can hold`,
    ja: `内部の表に、ファイルに収まらない数（${formatCount(count, 'ja')}件）の項目が記録されています`,
  });

/** Throws the fault of a container that has more of something than is read. */
export function atMost(what: Text, count: number, limit: number): void {
  if (count <= limit) return;
  throw new ContainerFault({
    en: `it has more than ${formatCount(limit, 'en')} ${what.en}`,
    ja: `${what.ja}の数が ${formatCount(limit, 'ja')} を超えています`,
  });
}
