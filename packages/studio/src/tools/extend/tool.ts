import { defineTool } from '../tool.tsx';
import { compileExtend, startExtend } from './compile.ts';
import { ExtendPanel } from './panel.tsx';

/** Extend: the whole clip, and what happens next or happened before. */
export const extend = defineTool({
  id: 'extend',
  icon: 'extend',
  key: 'x',
  name: (t) => t.tools.names.extend,
  intro: (t) => t.tools.intro.extend,
  control: 'extend',
  start: startExtend,
  compile: compileExtend,
  panel: ExtendPanel,
});
