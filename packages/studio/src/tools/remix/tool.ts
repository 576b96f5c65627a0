import { wholeClip } from '../../timeline/piece.ts';
import { ClipStrip } from '../clip-strip.tsx';
import { defineTool } from '../define-tool.tsx';
import { RemixChips } from './chips.tsx';
import { compileRemix, startRemix } from './compile.ts';

/** Remix: the same clip with some things changed. */
export const remix = defineTool({
  id: 'remix',
  icon: 'wand',
  key: 'r',
  name: (t) => t.tools.names.remix,
  intro: (t) => t.tools.intro.remix,
  control: 'remix',
  start: startRemix,
  compile: compileRemix,
  wipes: true,
  asks: (t) => t.tools.remix.change(t.tools.remix.placeholder),
  chips: RemixChips,
  pieces: (clip) => [wholeClip(clip)],
  strip: ClipStrip,
  refuses: ({ words }, plan, t) =>
    words.trim() !== '' && plan.changes?.length === 0 ? t.tools.remix.notUnderstood : undefined,
});
