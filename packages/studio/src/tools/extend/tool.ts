import { defineTool } from '../define-tool.tsx';
import { ExtendChips } from './chips.tsx';
import { compileExtend, extendLine, startExtend } from './compile.ts';
import { ExtendStrip } from './strip.tsx';

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
  asks: (t) => t.tools.extend.what,
  chips: ExtendChips,
  pieces: extendLine,
  strip: ExtendStrip,
});
