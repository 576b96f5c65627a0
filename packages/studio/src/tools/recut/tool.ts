import { defineTool } from '../tool.tsx';
import { compileRecut, startRecut } from './compile.ts';
import { RecutPanel } from './panel.tsx';

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
});
