import { aspects, type ModelCapabilities, resolutions } from '@akezora/contract';
import type { StoryboardData } from '@akezora/contract/api';
import { AspectShape } from '../../components/aspect-shape.tsx';
import { Range, Segmented, Select } from '../../components/controls.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { compact } from '../../util/compact.ts';
import { short } from '../../util/format.ts';
import { stretch } from './cards.ts';

/** Choices of the whole storyboard: length, aspect ratio, resolution, style. */
export function BoardForm({
  data,
  model,
  onChange,
}: {
  data: StoryboardData;
  model: ModelCapabilities | undefined;
  onChange: (data: StoryboardData) => void;
}) {
  const t = useText();
  const language = useLanguage();
  const set = (change: { [K in 'aspect' | 'resolution' | 'preset']?: StoryboardData[K] | undefined }) =>
    onChange(compact({ ...data, ...change }));
  return (
    <>
      <Range
        label={t.tools.board.length}
        min={2}
        max={model?.seconds.max ?? 60}
        step={0.5}
        value={data.seconds}
        format={(n) => t.shell.units.seconds(Number(short(n)))}
        onChange={(seconds) => onChange(stretch(data, seconds))}
      />
      <Segmented
        showLabel
        label={t.compose.aspect}
        value={data.aspect ?? '16:9'}
        options={(model?.aspects ?? aspects).map((value) => ({
          value,
          text: (
            <>
              <AspectShape aspect={value} />
              {value}
            </>
          ),
        }))}
        onChange={(aspect) => set({ aspect })}
      />
      <Segmented
        showLabel
        label={t.compose.resolution}
        value={data.resolution ?? '720p'}
        options={(model?.resolutions ?? resolutions).map((value) => ({ value, text: value }))}
        onChange={(resolution) => set({ resolution })}
      />
      {model !== undefined && model.presets.length > 0 && (
        <Select
          label={t.compose.preset}
          value={data.preset ?? ''}
          options={[
            { value: '', text: t.compose.noPreset },
            ...model.presets.map((preset) => ({ value: preset.id, text: preset.name[language] })),
          ]}
          onChange={(preset) => set({ preset: preset === '' ? undefined : preset })}
        />
      )}
    </>
  );
}
