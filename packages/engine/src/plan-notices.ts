import { basename } from 'node:path';
import { cardOf, type GenerationRequest, type Notice, type Text } from '@akezora/contract';

/** What people call the files of a request, by path: the name of their own file, or the title of a clip. */
export type CalledFiles = Readonly<Record<string, Text>>;

/**
 * The notices of a plan as they are read: files by the names that people gave them, the same sentence once, and what is about cards of
 * a storyboard with their places.
 */
export function readableNotices(
  notices: readonly Notice[],
  request: Pick<GenerationRequest, 'conditions'>,
  called: CalledFiles = {},
): Notice[] {
  const gathered = new Map<string, Notice>();
  for (const notice of notices) {
    const said = withName(notice, request, called);
    const key = `${said.code} ${said.message.en}`;
    const card = said.field === undefined ? undefined : cardOf(said.field);
    const before = gathered.get(key);
    const cards = [...(before?.cards ?? []), ...(card === undefined ? [] : [card])];
    gathered.set(key, { ...(before ?? said), ...(cards.length === 0 ? {} : { cards }) });
  }
  return [...gathered.values()];
}

/** A notice about a file of the request that calls it as people do; notices name it without its folders. */
function withName(
  notice: Notice,
  { conditions = [] }: Pick<GenerationRequest, 'conditions'>,
  called: CalledFiles,
): Notice {
  const place = /^conditions\.(\d+)\b/.exec(notice.field ?? '')?.[1];
  const source = place === undefined ? undefined : conditions[Number(place)]?.source;
  if (source === undefined || source.kind === 'clip') return notice;
  const name = called[source.file];
  if (name === undefined) return notice;
  const { en, ja } = notice.message;
  const own = basename(source.file);
  return { ...notice, message: { en: en.replace(own, () => name.en), ja: ja.replace(own, () => name.ja) } };
}
