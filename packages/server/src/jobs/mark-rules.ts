import type { GenerationRequest, RequestedMarks } from '@akezora/contract';
import type { Settings } from '@akezora/contract/api';
import type { Queries } from '../platform/store/database.ts';
import { readSettings } from '../platform/store/settings.ts';

/** What the server's owner says of marks in clips. */
export type MarkRules = Pick<Settings, 'markInvisible' | 'markVisible' | 'markCredentials'>;

/** The rules that hold now. Default: requests choose. */
export async function readMarkRules(db: Queries): Promise<MarkRules> {
  const stored = await readSettings(db, ['markInvisible', 'markVisible', 'markCredentials']);
  return {
    markInvisible: (stored.get('markInvisible') as MarkRules['markInvisible'] | undefined) ?? 'choice',
    markVisible: (stored.get('markVisible') as MarkRules['markVisible'] | undefined) ?? 'choice',
    markCredentials: (stored.get('markCredentials') as MarkRules['markCredentials'] | undefined) ?? 'choice',
  };
}

/** Whether a conversion is signed, by the rules and what the request of its clip asked for. */
export const signsConversion = ({ markCredentials }: MarkRules, asked: RequestedMarks | undefined): boolean =>
  markCredentials === 'choice' ? asked?.credentials !== false : markCredentials === 'always';

/** A request with the marks that the rules give its clip; of a mark that all clips get, the request still chooses the look. */
export function withMarksOf(
  request: GenerationRequest,
  { markInvisible, markVisible, markCredentials }: MarkRules,
): GenerationRequest {
  const asked = request.marks ?? {};
  const marks = {
    ...asked,
    ...(markInvisible === 'choice' ? {} : { invisible: markInvisible === 'always' }),
    ...(markCredentials === 'choice' ? {} : { credentials: markCredentials === 'always' }),
    ...(markVisible === 'choice' || asked.visible?.kind === markVisible
      ? {}
      : { visible: { kind: markVisible } as const }),
  };
  return Object.keys(marks).length === 0 ? request : { ...request, marks };
}
