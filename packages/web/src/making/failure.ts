import { AkezoraError, type Text } from '@akezora/contract';

const lessMemory: Text = {
  en: 'close other tabs, or take a smaller size and fewer seconds',
  ja: 'ほかのタブを閉じるか、小さい大きさと短い秒数にしてください',
};

/** What browsers, WebAssembly and onnxruntime say when memory is full. */
const full =
  /out of memory|allocate memory|memory allocation|array buffer allocation|bad_alloc|Aborted\(OOM\)|failed to allocate/i;

/** Anything thrown in a worker, as an error of the contract: full memory by its code, whoever says it. */
export function failureOf(thrown: unknown): AkezoraError {
  const error = AkezoraError.from(thrown);
  const says = [error.message, ...causesOf(error)].join('\n');
  return full.test(says) ? new AkezoraError('not_enough_memory', { options: lessMemory }, { cause: thrown }) : error;
}

function causesOf({ cause }: Error): string[] {
  if (cause === undefined) return [];
  return cause instanceof Error ? [cause.message, ...causesOf(cause)] : [String(cause)];
}
