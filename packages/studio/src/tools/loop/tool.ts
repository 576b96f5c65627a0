import { defineTool } from '../tool.tsx';
import { compileLoop, startLoop } from './compile.ts';
import { LoopPanel } from './panel.tsx';

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
  panel: LoopPanel,
});
