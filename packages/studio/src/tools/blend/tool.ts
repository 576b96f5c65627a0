import { defineTool } from '../tool.tsx';
import { BlendBefore } from './before.tsx';
import { compileBlend, startBlend } from './compile.ts';
import { BlendPanel } from './panel.tsx';

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
  panel: BlendPanel,
  before: BlendBefore,
});
