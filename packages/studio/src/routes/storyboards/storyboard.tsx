import type { Clip, DraftCard, Storyboard, StoryboardData } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { clipQuery, storyboardQuery } from '../../api/queries.ts';
import { ClipChooser } from '../../components/clip-chooser.tsx';
import { IconButton } from '../../components/controls.tsx';
import type { Dropped } from '../../components/drag-clip.ts';
import { toastError } from '../../components/error-toast.ts';
import { Broken } from '../../components/faults.tsx';
import { Icon } from '../../components/icon.tsx';
import { Waiting } from '../../components/states.tsx';
import { useFileDrop } from '../../components/use-file-drop.ts';
import { useText } from '../../i18n/index.ts';
import { Screen } from '../../timeline/screen.tsx';
import { useLine } from '../../timeline/use-line.ts';
import { useLineKeys } from '../../timeline/use-line-keys.ts';
import { compileStoryboard } from '../../tools/storyboard/compile.ts';
import '../../tools/tools.css';
import { useToolModel } from '../../tools/use-tool-model.ts';
import { Workbench } from '../../tools/workbench.tsx';
import { chooseFile } from '../../util/choose-file.ts';
import { cardOfFile, changeLater, usualCard } from './add-file.ts';
import { BoardForm } from './board-form.tsx';
import { BoardNotes } from './board-notes.tsx';
import { BoardStrip, boardFps } from './board-strip.tsx';
import { CardForm } from './card-form.tsx';
import { piecesOf } from './card-pieces.ts';
import {
  addCard,
  afterRemoval,
  type BoardLimits,
  endOf,
  type FreshCard,
  insertCard,
  removeCard,
  reorderCard,
  splitCard,
} from './cards.ts';
import { deleteBoard } from './delete-board.ts';
import './storyboard.css';
import { TimelineMenu } from './timeline-menu.tsx';
import { useAutosave } from './use-autosave.ts';
import { useCardFilms } from './use-card-films.ts';
import { useCardStills } from './use-card-stills.ts';

/** Before the models are loaded. */
const anyLength: BoardLimits = { min: 2, max: 60 };

/** The page of one storyboard: its cards on a time line, played as they stand, and the tool that makes a clip of it. */
export function StoryboardPage() {
  const { id } = useParams({ from: '/storyboards/$id' });
  const board = useQuery(storyboardQuery(id));
  if (board.isPending) return <Waiting whole />;
  if (board.data === undefined) return <Broken error={board.error} reset={() => void board.refetch()} />;
  return <Editor key={id} board={board.data} />;
}

const cardOfClip = ({ id, prompt, seconds }: Clip): FreshCard => ({
  kind: 'video',
  prompt,
  clip: id,
  from: 0,
  to: seconds,
});

/** Puts a card of some seconds into a storyboard. */
type Place = (data: StoryboardData, card: FreshCard, seconds: number) => { data: StoryboardData; id: string };

function Editor({ board }: { board: Storyboard }) {
  const t = useText();
  const words = t.tools.board;
  const navigate = useNavigate();
  const client = useQueryClient();
  const { name, setName, data, setData, saving, steps, stop } = useAutosave(board);
  const [chosen, setChosen] = useState<string | null>(board.data.cards[0]?.id ?? null);
  const [choosing, setChoosing] = useState(false);
  const tool = useToolModel('storyboard', data.model);
  const limits = tool.model?.seconds ?? anyLength;
  const films = useCardFilms(data.cards);
  const stills = useCardStills(data, tool.model, chosen);
  const pieces = useMemo(() => piecesOf(data, films, stills), [data, films, stills]);
  const line = useLine(data.seconds, boardFps);
  const card = data.cards.find(({ id }) => id === chosen);

  /** Chooses a card and shows it, unless it is shown already. */
  const choose = (id: string) => {
    setChosen(id);
    const at = data.cards.find((one) => one.id === id)?.at;
    if (at === undefined || line.playing) return;
    if (line.time < at || line.time >= endOf(data, id)) line.seek(at);
  };
  // What is put in after an upload is put into the cards as they are then.
  const latest = useRef(data);
  latest.current = data;
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    // Once the line is as long as it has become.
    const at = data.cards.find(({ id }) => id === wanted.current)?.at;
    if (at === undefined) return;
    wanted.current = null;
    line.seek(at);
  });
  const put = (next: ReturnType<Place>) => {
    setData(next.data);
    setChosen(next.id);
    wanted.current = next.id;
  };
  const add = (fresh: FreshCard, seconds = usualCard) => put(addCard(latest.current, fresh, seconds));
  const remove = (id: string) => {
    if (data.cards.length < 2) return;
    setData(removeCard(data, id));
    setChosen(afterRemoval(data, id));
  };
  const split = () => {
    const next = chosen === null ? null : splitCard(data, chosen, line.time);
    if (next !== null) put(next);
  };
  useLineKeys(line, { split });

  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const take = async ({ files, clip }: Dropped, place: Place = addCard) => {
    try {
      if (clip !== null) {
        const dropped = await client.ensureQueryData(clipQuery(clip));
        put(place(latest.current, cardOfClip(dropped), dropped.seconds));
      } else if (files[0] !== undefined) {
        const { card, seconds } = await cardOfFile(files[0]);
        if (isHere.current) put(place(latest.current, card, seconds));
        else await changeLater(client, board.id, (then) => place(then, card, seconds).data);
      }
    } catch (thrown) {
      toastError(thrown);
    }
  };
  useFileDrop((dropped) => void take(dropped));
  const onAdd = (kind: DraftCard['kind']) => {
    if (kind === 'text') add({ kind, prompt: '' });
    else if (kind === 'video') setChoosing(true);
    else chooseFile('image/*', (file) => void take({ files: [file], clip: null }));
  };
  const [width = 16, height = 9] = (data.aspect ?? '16:9').split(':').map(Number);
  const part = compileStoryboard(data);
  return (
    <div className="page tool-page">
      <header className="tool-head">
        <Link to="/storyboards" className="icon-button" aria-label={words.title} title={words.title}>
          <Icon name="back" />
        </Link>
        <div className="board-name">
          <h1 className="visually-hidden">{name || words.untitled}</h1>
          <input
            type="text"
            aria-label={words.name}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <p className="quiet small" role="status">
            {saving ? words.saving : words.saved}
          </p>
        </div>
        <IconButton icon="undo" label={t.shell.undo} disabled={!steps.canUndo} onClick={steps.undo} />
        <IconButton icon="redo" label={t.shell.redo} disabled={!steps.canRedo} onClick={steps.redo} />
        <TimelineMenu board={{ id: board.id, name }} />
        <IconButton
          icon="bin"
          label={words.removeBoard}
          onClick={() => {
            stop();
            deleteBoard(client, { id: board.id, name, data }).then(() => navigate({ to: '/storyboards' }), toastError);
          }}
        />
      </header>
      <Workbench
        before={<Screen pieces={pieces} line={line} width={width} height={height} />}
        beforeName={words.animatic}
        place={{ tool: 'storyboard', of: board.id }}
        tool={tool}
        compiled={part && { part }}
        notes={(plan) => <BoardNotes data={data} plan={plan} onChoose={choose} />}
        wide={
          <BoardStrip
            data={data}
            pieces={pieces}
            films={films}
            line={line}
            limits={limits}
            chosen={chosen}
            onChoose={choose}
            onChange={setData}
            onRemove={remove}
            onMove={(id, index) => setData(reorderCard(data, id, index))}
            onDrop={(dropped, time) =>
              void take(dropped, (then, fresh, seconds) => insertCard(then, fresh, time, seconds, limits))
            }
            onAdd={onAdd}
          />
        }
      >
        {card !== undefined && (
          <CardForm
            data={data}
            card={card}
            onChange={setData}
            onSplit={split}
            onPut={put}
            onRemove={() => remove(card.id)}
          />
        )}
        <hr className="rule" />
        <BoardForm data={data} model={tool.model} onChange={setData} />
        {part === undefined && <p className="hint">{words.needText}</p>}
      </Workbench>
      {choosing && (
        <ClipChooser
          title={words.addClip}
          onClose={() => setChoosing(false)}
          onChoose={(clip) => {
            add(cardOfClip(clip), clip.seconds);
            setChoosing(false);
          }}
        />
      )}
    </div>
  );
}
