import { formatBytes } from '@akezora/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { usePermissions } from '../../api/permissions.ts';
import { storageQuery } from '../../api/queries.ts';
import { Button, IconButton, Select } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { Icon } from '../../components/icon.tsx';
import { SizeSwitch } from '../../components/size-switch.tsx';
import { Empty, ErrorNote, Waiting } from '../../components/states.tsx';
import { useDropZone } from '../../components/use-drop-zone.ts';
import { useText } from '../../i18n/index.ts';
import { storedTileSize, type TileSize } from '../../preferences/tile-size.ts';
import { compact } from '../../util/compact.ts';
import { useStore } from '../../util/store.ts';
import { BulkBar } from './bulk-bar.tsx';
import { Grid } from './grid.tsx';
import { ImportDialog } from './import-dialog.tsx';
import './library.css';
import { listingStore, newShuffle } from './listing.ts';
import { clipQueryOf, type LibrarySearch, type LibrarySearchChange, libraryChoices } from './search.ts';
import { allIds, useSelection } from './selection.ts';
import { Sidebar } from './sidebar.tsx';
import { useClips } from './use-clips.ts';

/** All clips of this account: searched, filtered, organised, imported, moved to the bin. */
export function Library() {
  const { library: t, shell } = useText();
  const { units } = shell;
  const search: LibrarySearch = useSearch({ from: '/library' });
  const navigate = useNavigate({ from: '/library' });
  const { shuffle } = useStore(listingStore);
  const query = useMemo(() => clipQueryOf(search, shuffle), [search, shuffle]);
  useEffect(() => listingStore.set((listing) => ({ ...listing, search, query })), [search, query]);
  const client = useQueryClient();
  const clips = useClips(query);
  const storage = useQuery(storageQuery);
  const { make } = usePermissions();
  const selection = useSelection(query);
  const selectAll = () => void allIds(client, query, clips.total).then((ids) => selection.choose(ids), toastError);
  const [filters, setFilters] = useState(false);
  const [importing, setImporting] = useState<readonly File[] | null>(null);
  const drop = useDropZone(make ? ['files'] : [], ({ files }) => setImporting(files));
  const [size, setSize] = useState<TileSize>(() => storedTileSize.get() ?? 'medium');
  const go = (change: LibrarySearchChange) =>
    void navigate({ search: compact({ ...search, ...change }), replace: true });
  const narrowed = Object.keys(search).some((key) => key !== 'sort' && key !== 'trash');
  const used = storage.data && storage.data.clipBytes + storage.data.trashBytes;
  return (
    <div className={`library${drop.mark}`} {...drop.zone}>
      {drop.shown && <p className="drop-note">{t.dropHere}</p>}
      <header className="library-head">
        <h1>{search.trash ? t.bin : t.title}</h1>
        <p className="quiet small numbers" aria-live="polite">
          {units.clips(clips.total)}
          {used !== undefined &&
            ` · ${storage.data?.quotaBytes ? t.storageOf(formatBytes(used), formatBytes(storage.data.quotaBytes)) : t.storage(formatBytes(used))}`}
        </p>
      </header>
      <div className="library-tools">
        <SearchBox value={search.q ?? ''} onChange={(q) => go({ q: q === '' ? undefined : q })} />
        <Select
          hideLabel
          label={t.sort}
          value={search.sort ?? 'newest'}
          options={libraryChoices.sort.map((value) => ({ value, text: t.sorts[value] }))}
          onChange={(sort) => {
            if (sort === 'random') listingStore.set((listing) => ({ ...listing, shuffle: newShuffle() }));
            go({ sort: sort === 'newest' ? undefined : sort });
          }}
        />
        <SizeSwitch
          value={size}
          onChange={(next) => {
            setSize(next);
            storedTileSize.set(next);
          }}
        />
        <IconButton
          className="filters-button"
          icon="sliders"
          label={t.filters}
          aria-pressed={filters}
          onClick={() => setFilters(!filters)}
        />
        {make && (
          <Button icon="up" onClick={() => setImporting([])}>
            {t.import.open}
          </Button>
        )}
        {make && (
          <Button
            kind={selection.selecting ? 'strong' : 'soft'}
            icon="check"
            aria-pressed={selection.selecting}
            onClick={() => selection.setSelecting(!selection.selecting)}
          >
            {t.select}
          </Button>
        )}
      </div>
      <div className="library-body">
        <Sidebar search={search} go={go} open={filters} />
        <div className="library-main">
          {search.trash && <p className="quiet small bin-text">{t.binText}</p>}
          {clips.error !== null ? (
            <ErrorNote error={clips.error} onRetry={clips.retry} />
          ) : clips.pending ? (
            <Waiting />
          ) : clips.total === 0 ? (
            narrowed ? (
              <Empty title={t.none.title} text={t.none.text}>
                <Button onClick={() => void navigate({ search: search.trash ? { trash: true } : {} })}>
                  {t.none.clear}
                </Button>
              </Empty>
            ) : search.trash ? (
              <Empty title={t.emptyBin} />
            ) : !make ? (
              <Empty title={t.empty.title} text={shell.viewOnly.text} />
            ) : (
              <Empty title={t.empty.title} text={t.empty.text}>
                <Button icon="up" onClick={() => setImporting([])}>
                  {t.import.title}
                </Button>
              </Empty>
            )
          ) : (
            <Grid clips={clips} size={size} selection={selection} onAll={selectAll} trash={search.trash === true} />
          )}
        </div>
      </div>
      {importing !== null && (
        <ImportDialog folderId={search.folder} first={importing} onClose={() => setImporting(null)} />
      )}
      {selection.ids.size > 0 && (
        <BulkBar
          ids={[...selection.ids]}
          trash={search.trash === true}
          clips={clips.loaded()}
          onAll={selectAll}
          onClear={selection.clear}
        />
      )}
    </div>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useText().library;
  const [text, setText] = useState(value);
  const composing = useRef(false);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (composing.current || text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      onChange(text.trim());
    }, 200);
    return () => clearTimeout(timer);
  });
  return (
    <label className="search">
      <Icon name="search" size={18} />
      <input
        type="search"
        aria-label={t.search}
        placeholder={t.search}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onCompositionStart={() => {
          composing.current = true;
        }}
        onCompositionEnd={(event) => {
          composing.current = false;
          setText(event.currentTarget.value);
        }}
      />
    </label>
  );
}
