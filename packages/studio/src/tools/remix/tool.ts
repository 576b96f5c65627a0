import { defineTool } from '../tool.tsx';
import { compileRemix, startRemix } from './compile.ts';
import { RemixPanel } from './panel.tsx';

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
  panel: RemixPanel,
  refuses: ({ change }, plan, t) =>
    change.trim() !== '' && plan.changes?.length === 0 ? t.tools.remix.notUnderstood : undefined,
});
