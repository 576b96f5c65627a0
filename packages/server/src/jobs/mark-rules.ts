import type { GenerationRequest } from '@akezora/contract';
import type { Settings } from '@akezora/contract/api';
import type { Queries } from '../platform/store/database.ts';
import { readSettings } from '../platform/store/settings.ts';

/** What the server's owner says of marks in clips. */
export type MarkRules = Pick<Settings, 'markInvisible' | 'markVisible'>;

/** The rules that hold now. Default: requests choose. */
export async function readMarkRules(db: Queries): Promise<MarkRules> {
  const stored = await readSettings(db, ['markInvisible', 'markVisible']);
  return {
    markInvisible: (stored.get('markInvisible') as MarkRules['markInvisible'] | undefined) ?? 'choice',
    markVisible: (stored.get('markVisible') as MarkRules['markVisible'] | undefined) ?? 'choice',
  };
}

/** A request with the marks that the rules give its clip; of a mark that all clips get, the request still chooses the look. */
export function withMarksOf(request: GenerationRequest, { markInvisible, markVisible }: MarkRules): GenerationRequest {
  const asked = request.marks ?? {};
  const marks = {
    ...asked,
    ...(markInvisible === 'choice' ? {} : { invisible: markInvisible === 'always' }),
    ...(markVisible === 'choice' || asked.visible?.kind === markVisible
      ? {}
      : { visible: { kind: markVisible } as const }),
  };
  return Object.keys(marks).length === 0 ? request : { ...request, marks };
}
