import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { clipChoiceQuery } from '../../api/queries.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../i18n/index.ts';
import { writtenKeys } from '../../keys/table.ts';
import { isMac } from '../../preferences/keys.ts';
import { storedJson } from '../../util/stored.ts';
import { languageOfText } from '../../util/text-language.ts';
import { useSettled } from '../../util/use-settled.ts';
import { matching, withRecent } from './match.ts';
import './palette.css';
import { type Command, type CommandGroup, useCommands } from './use-commands.ts';

const storedRecent = storedJson<string[]>('palette');

/** How many clips are offered. */
const clipsShown = 6;

/** A list of everything one can go to or do, narrowed by typing; a combobox over a list box. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useText().keys.palette;
  const id = useId();
  const commands = useCommands();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const recent = useMemo(() => storedRecent.get() ?? [], []);
  const clips = useClipCommands(typed);
  const parts = partsOf(matching(commands, typed, recent), typed === '' ? recent : [], clips);
  const found = parts.flatMap(({ list }) => list);
  const at = Math.min(chosen, found.length - 1);
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen entry comes into view when it changes
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at, typed]);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    storedRecent.set(withRecent(recent, command.id));
    onClose();
    // After the dialog has given the focus back.
    setTimeout(command.run, 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((at + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Home' && event.ctrlKey) setChosen(0);
    else if (event.key === 'Enter') run(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t.title} onClose={onClose}>
      <form className="palette" onSubmit={(event) => event.preventDefault()}>
        <label className="palette-field">
          <Icon name="search" size={18} />
          <input
            type="text"
            role="combobox"
            aria-label={t.title}
            aria-expanded="true"
            aria-controls={id}
            aria-autocomplete="list"
            aria-activedescendant={found.length === 0 ? undefined : `${id}-${at}`}
            placeholder={t.placeholder}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setChosen(0);
            }}
            onKeyDown={onKeyDown}
          />
        </label>
        <div className="palette-list" id={id} role="listbox" aria-label={t.title} ref={list}>
          {parts.map(({ group, list, from }) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
            <div key={group} role="group" aria-label={t.groups[group]}>
              <p className="palette-head" aria-hidden="true">
                {t.groups[group]}
              </p>
              {list.map((command, index) => (
                <Row
                  key={command.id}
                  id={`${id}-${from + index}`}
                  chosen={from + index === at}
                  command={command}
                  onRun={run}
                />
              ))}
            </div>
          ))}
        </div>
        <p className={found.length === 0 ? 'quiet small' : 'visually-hidden'} role="status">
          {found.length === 0 ? t.none : t.found(found.length)}
        </p>
      </form>
    </Dialog>
  );
}

function Row({
  id,
  chosen,
  command,
  onRun,
}: {
  id: string;
  chosen: boolean;
  command: Command;
  onRun: (command: Command) => void;
}) {
  const [key] = command.keyId === undefined ? [] : writtenKeys(command.keyId, isMac());
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above moves and chooses, as in every list box of a combobox
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    <div id={id} role="option" className="palette-row" aria-selected={chosen} onClick={() => onRun(command)}>
      {command.picture === undefined ? (
        <Icon name={command.icon} size={18} />
      ) : (
        <img src={command.picture} alt="" width={48} height={27} />
      )}
      <span lang={command.group === 'clip' ? languageOfText(command.text) : undefined}>{command.text}</span>
      {key !== undefined && <kbd>{key}</kbd>}
    </div>
  );
}

interface PalettePart {
  readonly group: CommandGroup;
  readonly list: readonly Command[];
  /** How many entries stand before it. */
  readonly from: number;
}

const order: readonly CommandGroup[] = ['tool', 'page', 'command', 'setting', 'look'];

/** The entries in their parts: those used lately first, under a head of their own, else the part of the best answer. */
function partsOf(commands: readonly Command[], recent: readonly string[], clips: readonly Command[]): PalettePart[] {
  const lately = recent.flatMap((id) => commands.find((command) => command.id === id) ?? []);
  const rest = commands.filter((command) => !lately.includes(command));
  const parts = order.map((group) => ({ group, list: rest.filter((command) => command.group === group) }));
  const best = commands[0]?.group;
  if (recent.length === 0) parts.sort((a, b) => Number(b.group === best) - Number(a.group === best));
  let from = 0;
  return [{ group: 'recent' as const, list: lately }, ...parts, { group: 'clip' as const, list: clips }]
    .filter(({ list }) => list.length > 0)
    .map((part) => {
      from += part.list.length;
      return { ...part, from: from - part.list.length };
    });
}

/** Clips that hold the words typed. */
function useClipCommands(typed: string): readonly Command[] {
  const t = useText().library;
  const navigate = useNavigate();
  const words = useSettled(typed.trim(), 150);
  const clips = useQuery({ ...clipChoiceQuery(words), enabled: words !== '', placeholderData: (old) => old });
  if (typed.trim() === '' || words === '') return [];
  return (clips.data?.data ?? []).slice(0, clipsShown).map((clip) => {
    const text = clip.title || clip.prompt || t.clip.untitled;
    return {
      id: `clip:${clip.id}`,
      group: 'clip',
      icon: 'film',
      text,
      names: [text],
      picture: api.url(clip.urls.thumbnail),
      run: () => void navigate({ to: '/clips/$id', params: { id: clip.id } }),
    };
  });
}
