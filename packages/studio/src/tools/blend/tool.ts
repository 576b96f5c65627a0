import { defineTool } from '../define-tool.tsx';
import { BlendChips } from './chips.tsx';
import { compileBlend, startBlend } from './compile.ts';
import { BlendScreen } from './screen.tsx';
import { BlendStrip } from './strip.tsx';

/** Blend: one clip turns into another, along a curve. */
export const blend = defineTool({
  id: 'blend',
  icon: 'blend',
  key: 'b',
  name: (t) => t.tools.names.blend,
  intro: (t) => t.tools.intro.blend,
  control: 'blend',
  start: startBlend,
  compile: compileBlend,
  asks: (t) => t.tools.blend.what,
  chips: BlendChips,
  pieces: (_clip, { seconds }) => [{ kind: 'new', key: 'blend', seconds }],
  strip: BlendStrip,
  screen: BlendScreen,
});
