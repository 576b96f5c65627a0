import {
  cameraMoves,
  type ModelCapabilities,
  nameOf,
  type Scene,
  styles,
  timesOfDay,
  weathers,
} from '@akezora/contract';
import { useRef } from 'react';
import { Button, Range, Segmented, Select } from '../components/controls.tsx';
import { useKeepFocus } from '../components/use-keep-focus.ts';
import { useLanguage, useText } from '../i18n/index.ts';
import { short } from '../util/format.ts';
import { type CameraEnd, moveCamera, timeOf } from './camera-edits.ts';
import { type Choice, thingOf } from './choice.ts';
import { dragThing } from './drag.ts';
import {
  aspectRatios,
  cameraAt,
  copyThing,
  editPoint,
  flipThing,
  insertPoint,
  moveThing,
  removePoint,
  removeThing,
  scaleThing,
  subjectAt,
  withCamera,
} from './geometry.ts';

interface Props {
  readonly scene: Scene;
  readonly time: number;
  readonly choice: Choice | null;
  readonly onChoose: (choice: Choice | null) => void;
  readonly onChange: (scene: Scene) => void;
  readonly onTime: (seconds: number) => void;
  /** Whether the pointer draws the path of the chosen subject. */
  readonly pen: boolean;
  readonly onPen: (pen: boolean) => void;
  /** Places the model knows. */
  readonly places: NonNullable<ModelCapabilities['places']>;
  readonly onPlace: (place: string) => void;
  /** The model is making another place. */
  readonly moving: boolean;
}

const pressed = 'button, input, select';

/** The numbers of what is selected; with nothing selected, the choices of the scene. */
export function Inspector(props: Props) {
  const { choice, scene } = props;
  const chosen = thingOf(choice);
  const thing = chosen === undefined ? undefined : scene[chosen.kind][chosen.index];
  const box = useRef<HTMLDivElement>(null);
  useKeepFocus(box, pressed);
  return (
    <div className="inspector" ref={box}>
      {choice?.kind === 'camera' ? (
        <CameraFacts {...props} end={choice.end} />
      ) : chosen === undefined || thing === undefined ? (
        <SceneFacts {...props} />
      ) : (
        <ThingFacts {...props} choice={chosen} />
      )}
    </div>
  );
}

function SceneFacts({ scene, onChange, places, onPlace, moving }: Props) {
  const t = useText().tools.stage;
  const language = useLanguage();
  return (
    <>
      <Select
        label={t.place}
        value={scene.place}
        disabled={moving || places.length === 0}
        options={[
          ...(places.some(({ id }) => id === scene.place)
            ? []
            : [{ value: scene.place, text: nameOf(scene.place, language) }]),
          ...places.map(({ id, name }) => ({ value: id, text: name[language] })),
        ]}
        onChange={onPlace}
      />
      <Select
        label={t.timeOfDay}
        value={scene.time}
        options={timesOfDay.map((value) => ({ value, text: t.times[value] }))}
        onChange={(time) => onChange({ ...scene, time })}
      />
      <Select
        label={t.weather}
        value={scene.weather}
        options={weathers.map((value) => ({ value, text: t.weathers[value] }))}
        onChange={(weather) => onChange({ ...scene, weather })}
      />
      <Select
        label={t.style}
        value={scene.style}
        options={styles.map((value) => ({ value, text: t.styles[value] }))}
        onChange={(style) => onChange({ ...scene, style })}
      />
      <Select
        label={t.camera}
        value={scene.camera.move}
        options={cameraMoves.map((value) => ({ value, text: t.moves[value] }))}
        onChange={(move) => onChange(withCamera(scene, move))}
      />
    </>
  );
}

function CameraFacts({ scene, end, onChoose, onChange, onTime }: Props & { readonly end: CameraEnd }) {
  const t = useText().tools.stage;
  const { x, y, zoom } = cameraAt(scene, timeOf(end, scene));
  const percent = (value: number) => `${Math.round(100 * value)}%`;
  return (
    <>
      <h3>{t.camera}</h3>
      <Segmented
        label={t.cameraWhen}
        value={end}
        options={[
          { value: 'start', text: t.cameraStart },
          { value: 'end', text: t.cameraEnd },
        ]}
        onChange={(which) => {
          onChoose({ kind: 'camera', end: which });
          onTime(timeOf(which, scene));
        }}
      />
      <Range
        label={t.across}
        min={Math.min(-1.2, x)}
        max={Math.max(1.2, x)}
        step={0.01}
        value={x}
        format={(value) => percent(0.5 + value / aspectRatios[scene.aspect])}
        onChange={(value) => onChange(moveCamera(scene, end, { dx: value - x }))}
      />
      <Range
        label={t.down}
        min={-0.6}
        max={0.6}
        step={0.01}
        value={y}
        format={(value) => percent(0.5 + value)}
        onChange={(value) => onChange(moveCamera(scene, end, { dy: value - y }))}
      />
      <Range
        label={t.zoom}
        min={0.8}
        max={4}
        step={0.01}
        value={zoom}
        format={percent}
        onChange={(value) => onChange(moveCamera(scene, end, { zoom: value / zoom }))}
      />
      <p className="hint">{t.cameraHint}</p>
    </>
  );
}

function ThingFacts({
  scene,
  time,
  choice,
  pen,
  onPen,
  onChoose,
  onChange,
}: Props & { readonly choice: NonNullable<ReturnType<typeof thingOf>> }) {
  const t = useText().tools.stage;
  const units = useText().shell.units;
  const percent = (value: number) => `${Math.round(100 * value)}%`;
  const language = useLanguage();
  const subject = choice.kind === 'subjects' ? scene.subjects[choice.index] : undefined;
  const name = subject?.actor ?? scene[choice.kind][choice.index]?.name ?? '';
  const point = choice.point === undefined ? undefined : subject?.path[choice.point];
  const stand =
    point ?? (subject ? subjectAt(subject, time) : scene[choice.kind === 'sky' ? 'sky' : 'props'][choice.index]);
  if (stand === undefined) return null;
  const edit = (change: { x?: number; y?: number; size?: number }) => {
    if (choice.point !== undefined) return onChange(editPoint(scene, choice.index, choice.point, change));
    if (change.size !== undefined) return onChange(scaleThing(scene, choice, change.size / stand.size));
    const [dx, dy] = [(change.x ?? stand.x) - stand.x, (change.y ?? stand.y) - stand.y];
    onChange(subject === undefined ? moveThing(scene, choice, dx, dy) : dragThing(scene, choice, time, { dx, dy }));
  };
  const copy = copyThing(scene, choice);
  const replace = (next: Scene, selected: Choice | null) => {
    onChange(next);
    onChoose(selected);
  };
  return (
    <>
      <h3>{point === undefined ? nameOf(name, language) : t.point((choice.point ?? 0) + 1, short(point.at))}</h3>
      {point !== undefined && choice.point !== undefined && (
        <Range
          label={t.at}
          min={0}
          max={scene.seconds}
          step={0.1}
          value={point.at}
          format={(n) => units.seconds(Number(short(n)))}
          onChange={(at) => onChange(editPoint(scene, choice.index, choice.point ?? 0, { at }))}
        />
      )}
      <Range
        label={t.across}
        min={Math.min(-1.5, stand.x)}
        max={Math.max(1.5, stand.x)}
        step={0.01}
        value={stand.x}
        format={(value) => percent(0.5 + value / aspectRatios[scene.aspect])}
        onChange={(x) => edit({ x })}
      />
      <Range
        label={t.down}
        min={-0.2}
        max={1.3}
        step={0.01}
        value={stand.y}
        format={percent}
        onChange={(y) => edit({ y })}
      />
      <Range
        label={t.size}
        min={0.03}
        max={1.2}
        step={0.01}
        value={stand.size}
        format={percent}
        onChange={(size) => edit({ size })}
      />
      <div className="row">
        {subject !== undefined && (
          <>
            <Button icon="pencil" aria-pressed={pen} onClick={() => onPen(!pen)}>
              {t.draw}
            </Button>
            <Button icon="plus" onClick={() => onChange(insertPoint(scene, choice.index, time))}>
              {t.addPoint}
            </Button>
          </>
        )}
        {point !== undefined && choice.point !== undefined ? (
          <Button
            icon="close"
            disabled={(subject?.path.length ?? 0) < 2}
            onClick={() =>
              replace(removePoint(scene, choice.index, choice.point ?? 0), { kind: 'subjects', index: choice.index })
            }
          >
            {t.removePoint}
          </Button>
        ) : (
          <>
            {choice.kind !== 'sky' && (
              <Button icon="flip" onClick={() => onChange(flipThing(scene, choice))}>
                {t.flip}
              </Button>
            )}
            <Button
              icon="copy"
              disabled={copy === undefined}
              onClick={() => copy && replace(moveThing(copy.scene, copy.thing, 0.15, 0.02), copy.thing)}
            >
              {t.duplicate}
            </Button>
            <Button icon="bin" onClick={() => replace(removeThing(scene, choice), null)}>
              {t.removeThing}
            </Button>
          </>
        )}
      </div>
      <p className="hint">{pen ? t.drawHint : t.keys}</p>
    </>
  );
}
