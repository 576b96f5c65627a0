import type { GenerationRequestInput, ModelCapabilities, Scene } from '@akezora/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { modelSceneQuery, modelsQuery } from '../api/queries.ts';
import { useStill } from '../api/stills.ts';
import { Button, IconButton } from '../components/controls.tsx';
import { Confirm, Dialog } from '../components/dialog.tsx';
import { Empty, ErrorNote, Waiting } from '../components/states.tsx';
import { useHistory } from '../components/use-history.ts';
import { useText } from '../i18n/index.ts';
import { clock } from '../util/format.ts';
import { modelCalled } from '../util/model-called.ts';
import { useCalm } from '../util/use-calm.ts';
import { useSteady } from '../util/use-steady.ts';
import { addThing } from './add-thing.ts';
import { Canvas, type CanvasHandle } from './canvas.tsx';
import type { Choice } from './choice.ts';
import { Differences } from './differences.tsx';
import { inPlace } from './geometry.ts';
import './stage.css';
import { StageSide } from './stage-side.tsx';
import { PointTrack } from './track.tsx';
import { type AddToStage, Tray } from './tray.tsx';
import { useStageArt, useUploadPicture } from './use-stage-art.ts';

/** Milliseconds without a change after which a moment is painted. */
const restMs = 1000;
/** Milliseconds between what is told beside the canvas while something on it is dragged: every frame is the canvas's own. */
const toldMs = 200;

const noPlaces: NonNullable<ModelCapabilities['places']> = [];

/** A dialog to edit the scene of a prompt before the clip is made. */
export function StageDialog({
  request,
  scene,
  onUse,
  onClose,
}: {
  request: GenerationRequestInput | undefined;
  scene: Scene | undefined;
  onUse: (scene: Scene) => void;
  onClose: () => void;
}) {
  const t = useText().tools.stage;
  const shell = useText().shell;
  const { scene: _, ...bare } = request ?? { prompt: '' };
  const modelScene = useQuery({ ...modelSceneQuery(bare), enabled: request !== undefined });
  const edits = useHistory<Scene | undefined>(scene);
  const { value: edited, set: setEdited } = edits;
  const [leaving, setLeaving] = useState(false);
  const close = () => (edited === scene ? onClose() : setLeaving(true));
  const [choice, setChoice] = useState<Choice | null>(null);
  const [pen, setPen] = useState(false);
  const [dragging, setDragging] = useState(false);
  const current = edited ?? modelScene.data ?? undefined;
  const told = useCalm(current, dragging, toldMs);
  const models = useQuery(modelsQuery);
  const model = modelCalled(models.data ?? [], bare.model);
  const places = model?.capabilities.places ?? noPlaces;
  const { art, actors } = useStageArt(model);
  const picture = useUploadPicture(bare.backdrop?.image);
  const canvas = useRef<CanvasHandle>(null);
  const move = useMutation({
    // From a prompt that is only the place's name the model makes the ground, props and sky of that place.
    mutationFn: async (place: string) => {
      const { storyboard: _s, conditions: _c, actors: _h, ...plain } = bare;
      const prompt = places.find(({ id }) => id === place)?.name.en ?? place;
      return (await api.call('plan', { body: { request: { ...plain, prompt } } })).plan.scene;
    },
    onSuccess: (there, place) => {
      if (there !== undefined && current !== undefined) setEdited(inPlace(current, { ...there, place }));
    },
  });
  const { time, setTime, playing, setPlaying } = useClock(current?.seconds ?? 0);
  const paints = model?.capabilities.controls.stills === true && current !== undefined && !playing && !dragging;
  const still = useStill(
    paints ? { request: { ...bare, scene: current }, at: time, slot: 'stage' } : undefined,
    restMs,
  );
  const goTo = useSteady((seconds: number) => {
    setPlaying(false);
    setTime(seconds);
  });
  const choose = useSteady((next: Choice | null) => {
    setChoice(next);
    setPen(false);
  });
  const anew = () => {
    setEdited(undefined);
    choose(null);
  };
  const add = useSteady<Parameters<AddToStage>, void>((added, at) => {
    if (current === undefined || art === undefined || art === 'coming') return;
    const spot = at === undefined ? undefined : canvas.current?.spotAt(at.clientX, at.clientY);
    // Left beside the stage: it was put back.
    if (at !== undefined && spot === undefined) return;
    const next = addThing(current, added, art.list, spot, time);
    if (next === undefined) return;
    setEdited(next.scene);
    choose(next.thing);
  });
  return (
    <Dialog
      title={t.title}
      size="full"
      onClose={close}
      actions={
        <>
          <span className="stage-steps">
            <IconButton icon="undo" label={shell.undo} disabled={!edits.canUndo} onClick={edits.undo} />
            <IconButton icon="redo" label={shell.redo} disabled={!edits.canRedo} onClick={edits.redo} />
          </span>
          <Button
            kind="plain"
            icon="repeat"
            disabled={edited === undefined || modelScene.data === undefined}
            onClick={anew}
          >
            {t.reset}
          </Button>
          <Button kind="plain" onClick={close}>
            {shell.cancel}
          </Button>
          <Button kind="strong" disabled={current === undefined} onClick={() => current && onUse(current)}>
            {t.use}
          </Button>
        </>
      }
    >
      {current === undefined || told === undefined || art === 'coming' || models.isPending ? (
        modelScene.isError ? (
          <ErrorNote error={modelScene.error} onRetry={() => void modelScene.refetch()} />
        ) : request === undefined ? (
          <Empty title={t.needPrompt} />
        ) : (
          <Waiting label={t.loading} />
        )
      ) : (
        <div className={art === undefined ? 'stage stage-bare' : 'stage'}>
          {art !== undefined && (
            <Tray
              {...{ model: model?.id ?? '', art: art.list, actors }}
              ready={art.version > 0 && art.pictures.settled()}
              onAdd={add}
            />
          )}
          <div className="stage-front">
            {edited !== undefined && (
              <Differences stage={told} understood={modelScene.data} onChange={setEdited} onAnew={anew} />
            )}
            <Canvas
              {...{ scene: current, time, choice, pen, art, picture, painted: still.src }}
              handle={canvas}
              onChoose={choose}
              onChange={setEdited}
              onTime={goTo}
              onDrawn={() => setPen(false)}
              onDrag={setDragging}
            />
            <div className="stage-time">
              <IconButton
                icon={playing ? 'pause' : 'play'}
                label={playing ? t.pause : t.play}
                filled={!playing}
                onClick={() => setPlaying(!playing)}
              />
              <input
                type="range"
                aria-label={t.time}
                min={0}
                max={current.seconds}
                step={0.05}
                value={time}
                onChange={(event) => goTo(event.target.valueAsNumber)}
              />
              <span className="numbers small">
                {clock(time, true)} <span className="quiet">/ {clock(current.seconds)}</span>
              </span>
            </div>
            <PointTrack scene={told} choice={choice} onChoose={choose} onChange={setEdited} />
          </div>
          <StageSide
            {...{ scene: told, time, choice, pen, places }}
            original={modelScene.data ?? undefined}
            onChoose={choose}
            onChange={setEdited}
            onTime={goTo}
            onPen={setPen}
            onPlace={move.mutate}
            moving={move.isPending}
            error={move.error}
          />
        </div>
      )}
      {leaving && (
        <Confirm
          title={t.leaveTitle}
          text={t.leaveText}
          action={t.leave}
          onConfirm={onClose}
          onClose={() => setLeaving(false)}
        />
      )}
    </Dialog>
  );
}

/** A time that runs in real time and repeats while it plays. */
function useClock(seconds: number) {
  const [time, setTime] = useState(0);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing || seconds === 0) return;
    let last = performance.now();
    let handle = requestAnimationFrame(function tick(now) {
      const passed = (now - last) / 1000;
      last = now;
      setTime((t) => (t + passed) % seconds);
      handle = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(handle);
  }, [playing, seconds]);
  return { time: Math.min(time, seconds), setTime, playing, setPlaying };
}
