import { origins } from '@akezora/contract/api';
import { AspectShape } from '../../components/aspect-shape.tsx';
import { Segmented, Select } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { useModelsWithClips } from './models-with-clips.ts';
import { type LibrarySearch, type LibrarySearchChange, libraryChoices } from './search.ts';

const any = 'all';
const unlessAny = <T extends string>(value: T) => (value === any ? undefined : (value as Exclude<T, typeof any>));

/** Filters by what clips are: aspect ratio, length, resolution, tool, model. */
export function Filters({ search, go }: { search: LibrarySearch; go: (change: LibrarySearchChange) => void }) {
  const t = useText().library;
  const named = useModelsWithClips() ?? [];
  const models = named.map(({ id, capabilities }) => ({ value: id, text: capabilities.name }));
  // An address may name a model that has no clips left.
  if (search.model !== undefined && !named.some(({ id }) => id === search.model))
    models.push({ value: search.model, text: search.model });
  const lengths = { short: t.upTo(5), medium: t.between(5, 15), long: t.from(15) };
  return (
    <div className="sidebar-facts">
      <Segmented
        showLabel
        label={t.aspect}
        value={search.aspect ?? any}
        options={[
          { value: any, text: t.all },
          ...libraryChoices.aspect.map((value) => ({ value, text: <AspectShape aspect={value} />, title: value })),
        ]}
        onChange={(value) => go({ aspect: unlessAny(value) })}
      />
      <Select
        label={t.length}
        value={search.length ?? any}
        options={[
          { value: any, text: t.anyLength },
          ...libraryChoices.length.map((value) => ({ value, text: lengths[value] })),
        ]}
        onChange={(value) => go({ length: unlessAny(value) })}
      />
      <Select
        label={t.resolution}
        value={search.resolution ?? any}
        options={[
          { value: any, text: t.anyResolution },
          ...libraryChoices.resolution.map((value) => ({ value, text: t.atLeast(value) })),
        ]}
        onChange={(value) => go({ resolution: unlessAny(value) })}
      />
      <Select
        label={t.origin}
        value={search.origin ?? any}
        options={[
          { value: any, text: t.anyOrigin },
          ...origins.map((value) => ({ value, text: t.clip.origins[value] ?? value })),
        ]}
        onChange={(value) => go({ origin: unlessAny(value) })}
      />
      {(models.length > 1 || search.model !== undefined) && (
        <Select
          label={t.model}
          value={search.model ?? ''}
          options={[{ value: '', text: t.anyModel }, ...models]}
          onChange={(value) => go({ model: value === '' ? undefined : value })}
        />
      )}
    </div>
  );
}
