import { type RequestedMarks, type VisibleMark, visibleMarkSchema } from '@akezora/contract';
import { type Arguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';

const form =
  '--mark corner|opening-label[,position=moving|top-left|top-right|bottom-left|bottom-right][,opacity=0.2–1][,language=en|ja]';

const left = ['invisible', 'credentials'] as const;
type Left = (typeof left)[number];
const isLeft = (word: string): word is Left => left.some((one) => one === word);

/**
 * Reads `--mark`, the mark that one sees, and `--no-mark invisible,credentials`. Undefined where neither is given.
 * @throws AkezoraError `request_invalid` for any other form
 */
export function marksOf(args: Arguments): RequestedMarks | undefined {
  const [mark, without] = [args.text('mark'), args.text('no-mark')];
  const words = without?.split(',').map((word) => word.trim()) ?? [];
  if (!words.every(isLeft))
    throw usageError('--no-mark', reason('optionForm', { form: '--no-mark invisible|credentials' }));
  if (mark === undefined && without === undefined) return undefined;
  return {
    ...(mark === undefined ? {} : { visible: visibleOf(mark) }),
    ...Object.fromEntries(words.map((word) => [word, false])),
  };
}

function visibleOf(value: string): VisibleMark {
  const [kind, ...words] = value.split(',').map((word) => word.trim());
  const look = Object.fromEntries(
    words.map((word) => {
      const [name = '', given = ''] = word.split('=');
      return [name, name === 'opacity' ? Number(given || Number.NaN) : given];
    }),
  );
  const read = visibleMarkSchema.safeParse({ kind, ...look });
  if (!read.success) throw usageError('--mark', reason('optionForm', { form }));
  return read.data;
}
