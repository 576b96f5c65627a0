import { aspects, resolutions } from '@akezora/contract';
import { type DraftCard, type Storyboard, type StoryboardData, uploadFile } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { storyboardQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { AspectShape } from '../../components/aspect-shape.tsx';
import { ClipChooser } from '../../components/clip-chooser.tsx';
import { Button, Field, IconButton, Range, Segmented, Select } from '../../components/controls.tsx';
import { Broken } from '../../components/faults.tsx';
import { Icon } from '../../components/icon.tsx';
import { Waiting } from '../../components/states.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { compileStoryboard } from '../../tools/storyboard/compile.ts';
import { chooseFile } from '../../util/choose-file.ts';
import { compact } from '../../util/compact.ts';
import { short } from '../../util/format.ts';
import '../../tools/tools.css';
import '../../stage/stage.css';
import { toastError } from '../../components/error-toast.ts';
import { useToolModel } from '../../tools/use-tool-model.ts';
import { Workbench } from '../../tools/workbench.tsx';
import { Animatic } from './animatic.tsx';
import { addCard, doubleCard, moveCard, removeCard, splitCard, stretch } from './cards.ts';
import './storyboard.css';
import { Timeline } from './timeline.tsx';

/** One storyboard: its cards on a timeline, played as an animatic, made into a clip. */
export function StoryboardPage() {
  const { id } = useParams({ from: '/storyboards/$id' });
  const board = useQuery(storyboardQuery(id));
  if (board.isPending) return <Waiting />;
  if (board.data === undefined) return <Broken error={board.error} reset={() => void board.refetch()} />;
  return <Editor key={id} board={board.data} />;
}

/** Saves what is edited once the hands rest, and on the way out. */
function useAutosave(board: Storyboard) {
  const client = useQueryClient();
  const [name, setName] = useState(board.name);
  const [data, setData] = useState<StoryboardData>(board.data);
  const [saving, setSaving] = useState(false);
  const latest = useRef({ name: board.name, data: board.data });
  const saved = useRef(latest.current);
  latest.current = { name, data };
  const save = useCallback(async () => {
    const body = latest.current;
    if (body.name === saved.current.name && body.data === saved.current.data) return;
    setSaving(true);
    try {
      client.setQueryData(
        storyboardQuery(board.id).queryKey,
        await api.call('saveStoryboard', { params: { id: board.id }, body }),
      );
      saved.current = body;
      void refresh(client, 'storyboards');
    } catch (thrown) {
      toastError(thrown);
    } finally {
      setSaving(false);
    }
  }, [board.id, client]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every edit starts the wait anew
  useEffect(() => {
    const timer = setTimeout(() => void save(), 700);
    return () => clearTimeout(timer);
  }, [name, data, save]);
  useEffect(() => () => void save(), [save]);
  return { name, setName, data, setData, saving };
}

function Editor({ board }: { board: Storyboard }) {
  const t = useText();
  const words = t.tools.board;
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { name, setName, data, setData, saving } = useAutosave(board);
  const [chosen, setChosen] = useState<string | null>(board.data.cards[0]?.id ?? null);
  const [time, setTime] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const tool = useToolModel('storyboard', data.model);
  const card = data.cards.find(({ id }) => id === chosen);
  const edit = (change: { [K in keyof DraftCard]?: DraftCard[K] | undefined }) =>
    setData({
      ...data,
      cards: data.cards.map((one) => (one.id === chosen ? (compact({ ...one, ...change }) as DraftCard) : one)),
    });
  const add = (fresh: Omit<DraftCard, 'id' | 'at'>) => {
    const next = addCard(data, fresh);
    setData(next.data);
    setChosen(next.id);
  };
  const set = (change: { [K in keyof StoryboardData]?: StoryboardData[K] | undefined }) =>
    setData(compact({ ...data, ...change }) as StoryboardData);
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
        <IconButton
          icon="bin"
          label={words.remove_board}
          onClick={() =>
            void api
              .call('deleteStoryboard', { params: { id: board.id } })
              .then(() => refresh(client, 'storyboards'))
              .then(() => navigate({ to: '/storyboards' }), toastError)
          }
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
            <Timeline data={data} time={time} chosen={chosen} onChoose={setChosen} onChange={setData} />
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
        {card !== undefined && (
          <>
            <Field label={words.prompt}>
              <textarea
                className="area"
                value={card.prompt}
                onChange={(event) => edit({ prompt: event.target.value })}
              />
            </Field>
            <Range
              label={words.at}
              min={0}
              max={data.seconds}
              step={0.25}
              value={card.at}
              format={(n) => t.shell.units.seconds(Number(short(n)))}
              onChange={(at) => setData(moveCard(data, card.id, at))}
            />
            <div className="row">
              <Button icon="scissors" onClick={() => setData(splitCard(data, card.id))}>
                {words.split}
              </Button>
              <Button icon="copy" onClick={() => setData(doubleCard(data, card.id))}>
                {words.duplicate}
              </Button>
              <Button
                icon="bin"
                disabled={data.cards.length < 2}
                onClick={() => {
                  const next = removeCard(data, card.id);
                  setData(next);
                  setChosen(next.cards[0]?.id ?? null);
                }}
              >
                {words.remove}
              </Button>
            </div>
          </>
        )}
        <hr className="rule" />
        <Range
          label={words.length}
          min={2}
          max={tool.model?.seconds.max ?? 60}
          step={0.5}
          value={data.seconds}
          format={(n) => t.shell.units.seconds(Number(short(n)))}
          onChange={(seconds) => setData(stretch(data, seconds))}
        />
        <Segmented
          showLabel
          label={t.compose.aspect}
          value={data.aspect ?? '16:9'}
          options={(tool.model?.aspects ?? aspects).map((value) => ({
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
          options={(tool.model?.resolutions ?? resolutions).map((value) => ({ value, text: value }))}
          onChange={(resolution) => set({ resolution })}
        />
        {tool.model !== undefined && tool.model.presets.length > 0 && (
          <Select
            label={t.compose.preset}
            value={data.preset ?? ''}
            options={[
              { value: '', text: t.compose.noPreset },
              ...tool.model.presets.map((preset) => ({ value: preset.id, text: preset.name[language] })),
            ]}
            onChange={(preset) => set({ preset: preset === '' ? undefined : preset })}
          />
        )}
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
