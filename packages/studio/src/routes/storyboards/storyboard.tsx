import { type DraftCard, type Storyboard, uploadFile } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { storyboardQuery } from '../../api/queries.ts';
import { ClipChooser } from '../../components/clip-chooser.tsx';
import { Button, IconButton } from '../../components/controls.tsx';
import { Broken } from '../../components/faults.tsx';
import { Icon } from '../../components/icon.tsx';
import { Waiting } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import { compileStoryboard } from '../../tools/storyboard/compile.ts';
import { chooseFile } from '../../util/choose-file.ts';
import '../../tools/tools.css';
import '../../stage/stage.css';
import { toastError } from '../../components/error-toast.ts';
import { useDragged } from '../../components/use-drop-zone.ts';
import { useToolModel } from '../../tools/use-tool-model.ts';
import { Workbench } from '../../tools/workbench.tsx';
import { Animatic } from './animatic.tsx';
import { BoardForm } from './board-form.tsx';
import { CardForm } from './card-form.tsx';
import { addCard, removeCard } from './cards.ts';
import { deleteBoard } from './delete-board.ts';
import './storyboard.css';
import { Timeline } from './timeline.tsx';
import { TimelineMenu } from './timeline-menu.tsx';
import { useAutosave } from './use-autosave.ts';
import { useBoardDrop } from './use-board-drop.ts';

/** The page of one storyboard: its cards on a time line, its animatic, and the tool that makes a clip of it. */
export function StoryboardPage() {
  const { id } = useParams({ from: '/storyboards/$id' });
  const board = useQuery(storyboardQuery(id));
  if (board.isPending) return <Waiting />;
  if (board.data === undefined) return <Broken error={board.error} reset={() => void board.refetch()} />;
  return <Editor key={id} board={board.data} />;
}

function Editor({ board }: { board: Storyboard }) {
  const t = useText();
  const words = t.tools.board;
  const navigate = useNavigate();
  const client = useQueryClient();
  const { name, setName, data, setData, saving, steps, stop } = useAutosave(board);
  const [chosen, setChosen] = useState<string | null>(board.data.cards[0]?.id ?? null);
  const [time, setTime] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const tool = useToolModel('storyboard', data.model);
  const card = data.cards.find(({ id }) => id === chosen);
  const add = (fresh: Omit<DraftCard, 'id' | 'at'>) => {
    const next = addCard(data, fresh);
    setData(next.data);
    setChosen(next.id);
  };
  useBoardDrop(add);
  const dragged = useDragged();
  const choose = (id: string) => {
    setChosen(id);
    const at = data.cards.find((one) => one.id === id)?.at;
    if (at !== undefined && !playing) setTime(at);
  };
  const remove = (id: string) => {
    if (data.cards.length < 2) return;
    const left = removeCard(data, id);
    setData(left);
    setChosen(left.cards[0]?.id ?? null);
  };
  const part = compileStoryboard(data);
  return (
    <div className="page tool-page">
      <header className="tool-head">
        <Link to="/storyboards" className="icon-button" aria-label={words.title} title={words.title}>
          <Icon name="back" />
        </Link>
        <div className="clip-title board-name">
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
        before={<Animatic data={data} time={time} playing={playing} onTime={setTime} onPlay={setPlaying} />}
        beforeName={words.animatic}
        origin="storyboard"
        tool={tool}
        compiled={part && { part }}
        wide={
          <>
            {dragged !== null && <p className="drop-note">{words.dropHere}</p>}
            <Timeline data={data} time={time} chosen={chosen} onChoose={choose} onChange={setData} onRemove={remove} />
            <div className="row">
              <Button icon="text" onClick={() => add({ kind: 'text', prompt: '' })}>
                {words.addText}
              </Button>
              <Button
                icon="image"
                onClick={() =>
                  chooseFile('image/*', (file) => {
                    uploadFile(api, file).then(
                      (upload) => add({ kind: 'image', prompt: '', upload: upload.id }),
                      toastError,
                    );
                  })
                }
              >
                {words.addImage}
              </Button>
              <Button icon="film" onClick={() => setChoosing(true)}>
                {words.addClip}
              </Button>
            </div>
          </>
        }
      >
        {card !== undefined && <CardForm data={data} card={card} onChange={setData} onRemove={() => remove(card.id)} />}
        <hr className="rule" />
        <BoardForm data={data} model={tool.model} onChange={setData} />
        {part === undefined && <p className="hint">{words.needText}</p>}
      </Workbench>
      {choosing && (
        <ClipChooser
          title={words.addClip}
          onClose={() => setChoosing(false)}
          onChoose={(clip) => {
            add({ kind: 'video', prompt: clip.prompt, clip: clip.id, from: 0, to: clip.seconds });
            setChoosing(false);
          }}
        />
      )}
    </div>
  );
}
