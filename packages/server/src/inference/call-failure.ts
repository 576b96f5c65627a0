import { AkezoraError, formatBytes, type Text } from '@akezora/contract';
import { callLimits, type SharedCall } from './call-limits.ts';
import type { ChildCalls } from './protocol.ts';
import { ChildCrashed } from './supervisor.ts';

/** Why a process was ended during a call; `crash` when nothing here ended it. */
export type EndReason =
  | { readonly type: 'crash' }
  | { readonly type: 'deadline'; readonly milliseconds: number }
  | { readonly type: 'memory'; readonly bytes: number };

/** The file that a call reads, if any, and its name as the sender knows it. */
export function fileOf(input: ChildCalls[SharedCall]['input']): { path: string; name: string | undefined } | undefined {
  if ('archive' in input) return { path: input.archive, name: input.name };
  if (!('file' in input)) return undefined;
  return { path: input.file, name: 'name' in input ? input.name : undefined };
}

/** The error of a call whose process was ended or crashed; other errors of a call pass. */
export function failureOf<Name extends SharedCall>(
  thrown: unknown,
  name: Name,
  input: ChildCalls[Name]['input'],
  reason: EndReason,
): unknown {
  if (!(thrown instanceof ChildCrashed)) return thrown;
  const field = 'field' in input ? input.field : callLimits[name].field;
  const file = fileOf(input);
  if (reason.type === 'deadline') {
    const seconds = Math.round(reason.milliseconds / 1000);
    return new AkezoraError('timed_out', { field, path: file?.name, seconds }, { cause: thrown });
  }
  const words = reason.type === 'memory' ? memoryWords(reason.bytes) : crashWords;
  if (callLimits[name].role === 'models' || callLimits[name].role === 'stills')
    return new AkezoraError('runtime_failed', { stage: name, reason: words }, { cause: thrown });
  const path = file?.name ?? ('packed' in input ? input.packed.name : field);
  return new AkezoraError('input_unreadable', { field, path, reason: words }, { cause: thrown });
}

/** Whether the process of a failed call was ended or crashed. */
export const hasEndedProcess = (thrown: unknown): boolean =>
  thrown instanceof AkezoraError && thrown.cause instanceof ChildCrashed;

/** `input_unreadable` for a file that has ended several processes before. */
export const refusalOf = (name: SharedCall, input: ChildCalls[SharedCall]['input']): AkezoraError =>
  new AkezoraError('input_unreadable', {
    field: 'field' in input ? input.field : callLimits[name].field,
    path: fileOf(input)?.name ?? callLimits[name].field,
    reason: {
      en: 'reading it was stopped twice before; it is refused for an hour',
      ja: '読み込みが2回中止されたため、1時間は受け付けません',
    },
  });

const crashWords: Text = {
  en: 'the process that read it ended unexpectedly',
  ja: '読み込み中のプロセスが異常終了しました',
};

const memoryWords = (bytes: number): Text => ({
  en: `reading it takes more than ${formatBytes(bytes)} of memory`,
  ja: `読み込みに ${formatBytes(bytes)} を超えるメモリが必要です`,
});
