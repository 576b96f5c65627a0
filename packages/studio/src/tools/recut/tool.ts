import { defineTool } from '../define-tool.tsx';
import { compileRecut, recutLine, startRecut } from './compile.ts';
import { RecutStrip } from './strip.tsx';
import { Tray } from './tray.tsx';

/** Re-cut: keep the good part, join clips, and let the ends grow. */
export const recut = defineTool({
  id: 'recut',
  icon: 'scissors',
  key: 'c',
  name: (t) => t.tools.names.recut,
  intro: (t) => t.tools.intro.recut,
  control: null,
  start: startRecut,
  compile: compileRecut,
  asks: (t) => t.tools.recut.what,
  pieces: (_clip, { pieces }) => recutLine(pieces),
  strip: RecutStrip,
  side: Tray,
});
