import { defineTool } from '../tool.tsx';
import { compileRecut, recutLine, startRecut } from './compile.ts';
import { RecutPanel } from './panel.tsx';
import { RecutStrip } from './strip.tsx';

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
  panel: RecutPanel,
  line: {
    pieces: (_clip, { pieces }) => recutLine(pieces),
    strip: RecutStrip,
    words: (clip, { words }) => words.trim() || clip.prompt,
  },
});
