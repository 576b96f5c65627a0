import type { ClipDetail } from '@akezora/contract/api';
import { useEffect, useMemo } from 'react';
import { useHistory } from '../components/use-history.ts';
import { useText } from '../i18n/index.ts';
import { lengthOf } from '../timeline/geometry.ts';
import { Screen } from '../timeline/screen.tsx';
import { useLine } from '../timeline/use-line.ts';
import { keptSettings } from './kept-settings.ts';
import type { ToolDefinition, ToolSettings } from './tool.ts';
import { ToolLine } from './tool-line.tsx';
import { useMaking } from './use-making.ts';
import { useToolModel } from './use-tool-model.ts';
import { Viewer } from './viewer.tsx';

/** The page of a tool below its tabs: the viewer, the strip, and the line that makes it. */
export function Bench<Settings extends ToolSettings>({
  clip,
  definition,
}: {
  clip: ClipDetail;
  definition: ToolDefinition<Settings>;
}) {
  const t = useText();
  const { id, control, start, compile, refuses, strip: Strip, side: Side, screen: Picture, chips: Chips } = definition;
  const tool = useToolModel(control, clip.model);
  // Coming back to a tool finds it as it was left.
  const kept = useMemo(() => keptSettings<Settings>(id, clip.id), [id, clip.id]);
  const steps = useHistory<Settings>(useMemo(() => ({ ...start(clip), ...kept.get() }), [start, clip, kept]));
  const settings = steps.value;
  useEffect(() => kept.set(settings), [kept, settings]);
  const pieces = useMemo(() => definition.pieces(clip, settings), [definition, clip, settings]);
  const line = useLine(lengthOf(pieces), clip.fps, definition.loops);
  const compiled = tool.model && compile(clip, settings, tool.model);
  const making = useMaking({ tool: id, of: clip.id }, compiled, tool, (plan) => refuses?.(settings, plan, t));
  const props = {
    clip,
    settings,
    model: tool.model,
    pieces,
    line,
    steps,
    onChange: (change: Partial<Settings>) => steps.set({ ...settings, ...change }, kindOf(change)),
  };
  return (
    <div className="bench">
      <Viewer
        source={
          Picture === undefined ? (
            <Screen
              pieces={pieces}
              line={line}
              width={clip.width}
              height={clip.height}
              words={settings.words.trim() || clip.prompt}
            />
          ) : (
            <Picture {...props} />
          )
        }
        sourceMoment={`${line.time} ${line.playing} ${lengthOf(pieces)}`}
        wiped={definition.wipes ? clip : undefined}
        takes={making.takes}
        onTake={making.add}
        takeActions={{ tool: id, again: making.again }}
      />
      <Strip {...props} />
      {Side && <Side {...props} />}
      <ToolLine
        label={definition.name(t)}
        asks={definition.asks(t)}
        words={settings.words}
        onWords={(words) => props.onChange({ words } as Partial<Settings>)}
        tool={tool}
        making={making}
      >
        {Chips && <Chips {...props} />}
      </ToolLine>
    </div>
  );
}

/** What is typed or slid without a pause is one step; every change of a list, such as another piece, is a step of its own. */
const kindOf = (change: object): string | undefined =>
  Object.values(change).some((value) => typeof value === 'object') ? undefined : Object.keys(change).join();
