import type { ModelArt, Scene } from '@akezora/contract';
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useKeepFocus } from '../components/use-keep-focus.ts';
import { useLanguage, useText } from '../i18n/index.ts';
import { useSteady } from '../util/use-steady.ts';
import { boxesOfLayers, plainBoxes } from './boxes.ts';
import { CameraFrame } from './camera-frame.tsx';
import { isChosen, thingOf } from './choice.ts';
import { dragThing, handleLimit } from './drag.ts';
import { copyThing, removeThing, scaleThing, type Thing } from './geometry.ts';
import { type KeptLayers, keptLayers } from './kept-layers.ts';
import { moveOfKey, scaleOfKey } from './keys.ts';
import { layersAt } from './layers.ts';
import { paintOutside, paintPlain, paintScene } from './paint.ts';
import { PaintedMoment } from './painted-moment.tsx';
import { PathPoints, pathOf } from './path-points.tsx';
import type { Pictures } from './pictures.ts';
import { keepSized, type Sized } from './sized.ts';
import { nameOfThing, nthOfThing, ThingButton } from './thing-button.tsx';
import { type CanvasNow, useCanvasDrag } from './use-canvas-drag.ts';
import { type Spot, viewOf } from './view.ts';

/** What others ask of the canvas. */
export interface CanvasHandle {
  /** The place on the stage under a point of the screen; undefined outside. */
  spotAt(clientX: number, clientY: number): Spot | undefined;
}

type Props = Pick<
  CanvasNow,
  'scene' | 'time' | 'choice' | 'pen' | 'onChoose' | 'onChange' | 'onTime' | 'onDrag' | 'onDrawn'
> & {
  readonly handle: RefObject<CanvasHandle | null>;
  /** What the scene is drawn with; undefined: its model has no art to be shown. */
  readonly art:
    | {
        readonly list: ModelArt;
        readonly pictures: Pictures;
        readonly version: number;
        /** Names of the user's own actors. */
        readonly own: ReadonlySet<string>;
      }
    | undefined;
  /** The user's own picture in place of the scenery. */
  readonly picture: ImageBitmap | undefined;
  /** The moment as the model paints it, as the address of a small picture; undefined while it is not known. */
  readonly painted: string | undefined;
};

/** The scene from the front, as the clip will show it: everything is moved by pointer or keys. */
export function Canvas(props: Props) {
  const { scene, time, choice, pen, art, picture, painted, handle, onChoose, onChange } = props;
  const t = useText().tools.stage;
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const paper = useRef<HTMLCanvasElement>(null);
  useKeepFocus(box, '.thing');
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: Math.round(entry.contentRect.width), height: Math.round(entry.contentRect.height) });
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  // While the camera is dragged the stage stays where it is under the pointer.
  const [held, setHeld] = useState<Scene | null>(null);
  const seen = held ?? scene;
  const view = useMemo(() => viewOf(seen, time, size.width, size.height), [seen, time, size]);
  const layers = useMemo(() => (art === undefined ? [] : layersAt(scene, time, art.list, art.own)), [scene, time, art]);
  const boxes = art === undefined ? plainBoxes(scene, time, view) : boxesOfLayers(layers, view);
  usePainting(paper, size, { scene, seen, time, art, layers, picture });
  const { stroke, handlers } = useCanvasDrag(box, {
    ...props,
    view,
    boxes,
    onHold: setHeld,
    painted: art === undefined ? undefined : { layers, pictures: art.pictures },
  });
  useImperativeHandle(handle, () => ({
    spotAt(clientX, clientY) {
      const area = box.current?.getBoundingClientRect();
      if (area === undefined) return undefined;
      const [x, y] = [clientX - area.left, clientY - area.top];
      if (x < 0 || y < 0 || x > area.width || y > area.height) return undefined;
      return view.spotAt(x, y);
    },
  }));
  // The keys go on moving the copy.
  const copied = useRef<Thing | null>(null);
  useLayoutEffect(() => {
    const made = copied.current;
    copied.current = null;
    if (made !== null) box.current?.querySelector<HTMLElement>(`[data-thing="${made.kind} ${made.index}"]`)?.focus();
  });
  const onKeyDown = useSteady((event: KeyboardEvent, thing: Thing) => {
    const move = moveOfKey(event);
    const scale = scaleOfKey(event, 1.1);
    if (move !== undefined && event.altKey) {
      const copy = copyThing(scene, thing);
      if (copy !== undefined) {
        onChange(dragThing(copy.scene, copy.thing, time, { ...move, whole: true }));
        onChoose(copy.thing);
        copied.current = copy.thing;
      }
    } else if (move !== undefined) onChange(dragThing(scene, thing, time, move));
    else if (scale !== undefined) onChange(scaleThing(scene, thing, scale));
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      onChange(removeThing(scene, thing));
      onChoose(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const chosen = thingOf(choice);
  const subject = chosen?.kind === 'subjects' ? scene.subjects[chosen.index] : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no other element for its parts
    <div
      ref={box}
      className={pen ? 'canvas canvas-pen' : art === undefined ? 'canvas canvas-plain' : 'canvas'}
      role="group"
      aria-label={t.frame}
      // What is pressed is chosen by its picture, not by its box: the browser would focus the box.
      onMouseDown={(event) => event.preventDefault()}
      {...handlers}
    >
      <canvas ref={paper} />
      <PaintedMoment {...{ scene, time, view }} src={painted} />
      {boxes.map(({ thing, ...area }) => (
        <ThingButton
          key={`${thing.kind} ${thing.index}`}
          {...{ ...thing, ...area, onKeyDown }}
          name={nameOfThing(scene, thing, language)}
          nth={nthOfThing(scene, thing, language)}
          chosen={isChosen(choice, thing)}
          onFocus={onChoose}
        />
      ))}
      <svg className="stage-paths" width={size.width} height={size.height} aria-hidden="true">
        {subject !== undefined && subject.path.length > 1 && (
          <path d={pathOf(subject.path, scene.seconds, view)} className="thing-path" />
        )}
        {stroke !== null && (
          <path
            className="stroke-path"
            d={stroke.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${view.across(x)} ${view.down(y)}`).join('')}
          />
        )}
      </svg>
      <CameraFrame {...{ scene, time, view, choice, onChoose, onChange }} onTime={props.onTime} />
      {subject !== undefined && chosen !== undefined && subject.path.length <= handleLimit && (
        <PathPoints {...{ scene, view, onChoose, onChange }} choice={chosen} />
      )}
    </div>
  );
}

/** Most pixels of the canvas for each of the page's. */
const sharpest = 2;

function usePainting(
  paper: RefObject<HTMLCanvasElement | null>,
  { width, height }: { readonly width: number; readonly height: number },
  {
    scene,
    seen,
    time,
    art,
    layers,
    picture,
  }: Pick<Props, 'scene' | 'time' | 'art' | 'picture'> & {
    readonly seen: Scene;
    readonly layers: ReturnType<typeof layersAt>;
  },
) {
  const last = useRef<{ readonly kept: KeptLayers; readonly sized: Sized } | null>(null);
  useEffect(() => {
    const canvas = paper.current;
    if (canvas === null || width === 0) return;
    const handle = requestAnimationFrame(() => {
      const dots = Math.min(sharpest, window.devicePixelRatio || 1);
      const [wide, high] = [Math.round(width * dots), Math.round(height * dots)];
      if (canvas.width !== wide) canvas.width = wide;
      if (canvas.height !== high) canvas.height = high;
      const context = canvas.getContext('2d', { alpha: false });
      if (context === null) return;
      const view = viewOf(seen, time, wide, high);
      last.current ??= { kept: keptLayers(), sized: keepSized() };
      if (art === undefined) paintPlain(context, scene, view);
      else paintScene(context, scene, time, layers, { ...art, ...last.current, view, picture });
      paintOutside(context, scene, time, view);
      // For tests: everything that the scene shows is there.
      canvas.dataset.painted = art === undefined || art.pictures.settled() ? 'whole' : 'part';
    });
    return () => cancelAnimationFrame(handle);
  }, [paper, width, height, scene, seen, time, art, layers, picture]);
}
