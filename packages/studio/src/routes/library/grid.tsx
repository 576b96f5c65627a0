import type { Clip } from '@akezora/contract/api';
import { useQueryClient } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { refresh } from '../../api/refresh.ts';
import { restoreClips, trashClips } from '../../components/clip-actions.ts';
import { ClipMenuButton, useClipMenu } from '../../components/clip-menu.tsx';
import { ClipTile } from '../../components/clip-tile.tsx';
import { IconButton } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { useText } from '../../i18n/index.ts';
import type { TileSize } from '../../preferences/tile-size.ts';
import { type useSelection, withRange } from './selection.ts';
import type { useClips } from './use-clips.ts';
import { useGridKeys } from './use-grid-keys.ts';

const widths: Readonly<Record<TileSize, number>> = { small: 150, medium: 230, large: 360 };
const gap = 12;

/** The clips as tiles. Only the rows in view are rendered, so the length of the list does not matter. */
export function Grid({
  clips,
  size,
  selection,
  onAll,
  trash,
}: {
  clips: ReturnType<typeof useClips>;
  size: TileSize;
  selection: ReturnType<typeof useSelection>;
  /** Selects every clip of the list. */
  onAll: () => void;
  trash: boolean;
}) {
  const selecting = selection.selecting || selection.ids.size > 0;
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      setWidth(element.clientWidth);
      setTop(element.getBoundingClientRect().top + window.scrollY);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(width < 420 ? 2 : 1, Math.floor((width + gap) / (widths[size] + gap)));
  const tile = (width - gap * (columns - 1)) / columns;
  const height = Math.round((tile * 9) / 16);
  const rows = Math.ceil(clips.total / columns);
  const virtual = useWindowVirtualizer({
    count: rows,
    estimateSize: () => height + gap,
    overscan: 4,
    scrollMargin: top,
    enabled: width > 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows' height follows the tiles'
  useEffect(() => virtual.measure(), [height]);
  const items = virtual.getVirtualItems();
  const from = (items[0]?.index ?? 0) * columns;
  const to = ((items.at(-1)?.index ?? 0) + 1) * columns;
  useEffect(() => clips.see(from, to));

  const toggle = (index: number, clip: Clip, range: boolean) => {
    if (range && selection.at !== null) {
      selection.choose(withRange(selection.ids, clips.at, selection.at, index), index);
      return;
    }
    const next = new Set(selection.ids);
    if (!next.delete(clip.id)) next.add(clip.id);
    selection.choose(next, index);
  };
  useGridKeys({
    box,
    columns,
    total: clips.total,
    trash,
    at: clips.at,
    selection,
    toggle,
    reveal: (index) => virtual.scrollToIndex(Math.floor(index / columns)),
    selectAll: onAll,
  });
  return (
    <div ref={box} className={clips.stale ? 'grid stale' : 'grid'} style={{ height: virtual.getTotalSize() }}>
      {items.map((row) => (
        <div
          key={row.key}
          className="grid-row"
          style={{
            height,
            gridTemplateColumns: `repeat(${columns}, ${tile}px)`,
            transform: `translateY(${row.start - virtual.options.scrollMargin}px)`,
          }}
        >
          {Array.from({ length: Math.min(columns, clips.total - row.index * columns) }, (_, column) => {
            const index = row.index * columns + column;
            const clip = clips.at(index);
            return clip === undefined ? (
              <div key={index} className="grid-blank" />
            ) : (
              <Cell
                key={clip.id}
                clip={clip}
                selecting={selecting}
                selected={selection.ids.has(clip.id)}
                index={index}
                trash={trash}
                onToggle={(range) => toggle(index, clip, range)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

function Cell({
  clip,
  index,
  selecting,
  selected,
  trash,
  onToggle,
}: {
  clip: Clip;
  index: number;
  selecting: boolean;
  selected: boolean;
  trash: boolean;
  onToggle: (range: boolean) => void;
}) {
  const t = useText().library;
  const may = usePermissions();
  const client = useQueryClient();
  const onSelect = () => onToggle(false);
  const menu = useClipMenu(clip, onSelect);
  return (
    <div className={selected ? 'cell selected' : 'cell'} data-index={index} {...menu}>
      <ClipTile clip={clip} fixed>
        {selecting && (
          <label className="cell-select">
            <input
              type="checkbox"
              checked={selected}
              aria-label={`${t.select}: ${clip.title || clip.prompt}`}
              onChange={() => undefined}
              onClick={(event) => onToggle(event.shiftKey)}
            />
          </label>
        )}
        {!selecting && may.make && (
          <span className="cell-actions">
            {trash ? (
              <IconButton
                icon="undo"
                size={17}
                label={t.restore}
                onClick={() => void restoreClips(client, [clip.id])}
              />
            ) : (
              <>
                <IconButton
                  icon="heart"
                  size={17}
                  filled={clip.favourite}
                  aria-pressed={clip.favourite}
                  className={clip.favourite ? 'kept' : ''}
                  label={clip.favourite ? t.unfavourite : t.favourite}
                  onClick={() =>
                    void api
                      .call('patchClip', { params: { id: clip.id }, body: { favourite: !clip.favourite } })
                      .then(() => refresh(client, 'clips'), toastError)
                  }
                />
                <IconButton icon="bin" size={17} label={t.trash} onClick={() => void trashClips(client, [clip.id])} />
              </>
            )}
            <ClipMenuButton clip={clip} onSelect={onSelect} />
          </span>
        )}
        {!selecting && clip.favourite && (
          <span className="cell-heart" aria-hidden="true">
            ♥
          </span>
        )}
      </ClipTile>
    </div>
  );
}
