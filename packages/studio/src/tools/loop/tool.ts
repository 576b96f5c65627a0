import { defineTool } from '../define-tool.tsx';
import { LoopChips } from './chips.tsx';
import { compileLoop, loopLine, startLoop } from './compile.ts';
import { LoopStrip } from './strip.tsx';

/** Loop: a clip that ends where it begins. */
export const loop = defineTool({
  id: 'loop',
  icon: 'repeat',
  key: 'l',
  name: (t) => t.tools.names.loop,
  intro: (t) => t.tools.intro.loop,
  control: 'loop',
  start: startLoop,
  compile: compileLoop,
  asks: (t) => t.tools.loop.what,
  chips: LoopChips,
  pieces: loopLine,
  loops: true,
  strip: LoopStrip,
});
