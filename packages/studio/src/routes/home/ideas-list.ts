import { boxModel, type Scene } from '@akezora/contract';
import { base } from '../../api/base.ts';
import { toastError } from '../../components/error-toast.ts';
import { type DraftChange, editDraft } from '../../compose/draft.ts';
import { focusPrompt } from '../../compose/prompt-focus.ts';
import { languageNow } from '../../i18n/index.ts';
import list from './ideas.json' with { type: 'json' };

/** A clip of the first page: its words in both languages and the seed that it was made with. */
export type IdeaEntry = (typeof list.clips)[number];

/** The clips of the first page, in their order. */
export const ideas: readonly IdeaEntry[] = list.clips;

/** What belongs to one clip and not to the next: another idea starts without it. */
const fresh = {
  seed: undefined,
  scene: undefined,
  attachment: undefined,
  backdrop: undefined,
  conditions: undefined,
  parent: undefined,
  preset: undefined,
} as const satisfies DraftChange;

/** Puts the words of an idea into the line; the choices there stay. */
export function takeWords(idea: IdeaEntry): void {
  editDraft({ ...fresh, prompt: idea[languageNow()] });
  focusPrompt();
}

/** Puts the words of an idea into the line with its seed and its scene: made as it stands, it is the same clip. */
export async function remixIdea(idea: IdeaEntry): Promise<void> {
  try {
    const answer = await fetch(`${base}/ideas/${idea.name}.json`);
    const scene = (await answer.json()) as Scene;
    const { seed, seconds, aspect } = { ...scene, seed: idea.seed };
    editDraft({ ...fresh, prompt: idea[languageNow()], model: boxModel, seed, scene, seconds, aspect });
    focusPrompt();
  } catch (thrown) {
    toastError(thrown);
  }
}
