import type { GenerationRequestInput, Scene } from '@akezora/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import { modelSceneQuery, modelsQuery } from '../api/queries.ts';
import { Button, IconButton } from '../components/controls.tsx';
import { Confirm, Dialog } from '../components/dialog.tsx';
import { Empty, ErrorNote, Waiting } from '../components/states.tsx';
import { useHistory } from '../components/use-history.ts';
import { useText } from '../i18n/index.ts';
import { clock } from '../util/format.ts';
import { modelCalled } from '../util/model-called.ts';
import { Canvas, type Choice } from './canvas.tsx';
import { inPlace } from './geometry.ts';
import { Inspector } from './inspector.tsx';
import { Lines } from './lines.tsx';
import './stage.css';
import { PointTrack } from './track.tsx';

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
  const current = edited ?? modelScene.data ?? undefined;
  const models = useQuery(modelsQuery);
  const places = modelCalled(models.data ?? [], bare.model)?.capabilities.places ?? [];
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
  return (
    <Dialog
      title={t.title}
      size="large"
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
            onClick={() => {
              setEdited(undefined);
              setChoice(null);
            }}
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
      {current === undefined ? (
        modelScene.isError ? (
          <ErrorNote error={modelScene.error} onRetry={() => void modelScene.refetch()} />
        ) : request === undefined ? (
          <Empty title={t.needPrompt} />
        ) : (
          <Waiting label={t.loading} />
        )
      ) : (
        <div className="stage">
          <div className="stage-front">
            <p className="quiet small">{t.intro}</p>
            <Canvas scene={current} time={time} choice={choice} onChoose={setChoice} onChange={setEdited} />
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
                onChange={(event) => {
                  setPlaying(false);
                  setTime(event.target.valueAsNumber);
                }}
              />
              <span className="numbers small">
                {clock(time, true)} <span className="quiet">/ {clock(current.seconds)}</span>
              </span>
            </div>
            <PointTrack scene={current} choice={choice} onChoose={setChoice} onChange={setEdited} />
          </div>
          <div className="stage-side">
            {move.isError && <ErrorNote compact error={move.error} />}
            <Inspector
              scene={current}
              time={time}
              choice={choice}
              onChoose={setChoice}
              onChange={setEdited}
              places={places}
              onPlace={move.mutate}
              moving={move.isPending}
            />
            <Lines
              scene={current}
              original={modelScene.data ?? undefined}
              choice={choice}
              onChoose={setChoice}
              onChange={setEdited}
            />
          </div>
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
