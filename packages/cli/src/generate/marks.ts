import { type RequestedMarks, type VisibleMark, visibleMarkSchema } from '@akezora/contract';
import { type Arguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';

const form =
  '--mark corner|opening-label[,position=moving|top-left|top-right|bottom-left|bottom-right][,opacity=0.2–1][,language=en|ja]';

/**
 * Reads `--mark`, the mark that one sees, and `--no-mark invisible`. Undefined where neither is given.
 * @throws AkezoraError `request_invalid` for any other form
 */
export function marksOf(args: Arguments): RequestedMarks | undefined {
  const [mark, without] = [args.text('mark'), args.text('no-mark')];
  if (without !== undefined && without !== 'invisible')
    throw usageError('--no-mark', reason('optionForm', { form: '--no-mark invisible' }));
  if (mark === undefined && without === undefined) return undefined;
  return {
    ...(mark === undefined ? {} : { visible: visibleOf(mark) }),
    ...(without === undefined ? {} : { invisible: false }),
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
