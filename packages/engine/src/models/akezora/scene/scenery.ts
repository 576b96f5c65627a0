import type { Scene } from '@akezora/contract';
import type { Draw } from './draw.ts';
import { round } from './paths.ts';
import type { WorldPlace } from './world.ts';

/** Things on the ground: smaller towards the horizon, and rarely in the middle in front of the subjects. */
export function stageProps(info: WorldPlace, horizon: number, half: number, draw: Draw): Scene['props'] {
  const drawn = 5 + draw.below(5);
  if (info.props.length === 0) return [];
  const floats = info.floatProps === true;
  const count = floats ? draw.below(3) : drawn;
  const props: Scene['props'] = [];
  for (let i = 0; i < count; i += 1) {
    const [name, size] = info.props[draw.weighted(info.props.map((choice) => choice[2]))]!;
    const near = draw.uniform();
    const drawnX = draw.between(-1, 1) * (half + 0.45);
    const flip = draw.uniform() < 0.5;
    const vary = draw.between(0.85, 1.15);
    const depth = near * near * 0.8;
    const y = floats ? horizon + 0.012 : horizon + 0.025 + (1 - horizon - 0.06) * depth;
    const scale = floats ? 0.7 : 0.6 + 0.75 * depth;
    const inTheWay = depth > 0.3 && Math.abs(drawnX) < half * 0.7;
    const x = inTheWay ? (half * 0.7 + Math.abs(drawnX) * 0.4) * (drawnX >= 0 ? 1 : -1) : drawnX;
    props.push({ name, x: round(x), y: round(y), size: round(size * scale * vary), flip });
  }
  return props.sort((a, b) => a.y - b.y);
}

/** Sun or moon, clouds, planets. */
export function stageSky(
  { place, time, weather, horizon }: Pick<Scene, 'place' | 'time' | 'weather' | 'horizon'>,
  info: WorldPlace,
  half: number,
  draw: Draw,
): Scene['sky'] {
  const x = draw.between(-0.75, 0.75) * half;
  const up = draw.uniform();
  const many = draw.uniform();
  const spots = Array.from({ length: 7 }, () => ({
    x: draw.between(-1.15, 1.15) * half,
    y: draw.uniform(),
    size: draw.uniform(),
  }));
  if (place === 'underwater') return [];
  if (place === 'space') {
    return (info.skyProps ?? []).flatMap(([name, size], i) =>
      spots[i]!.size < 0.6
        ? [
            {
              name,
              x: round(spots[i]!.x * 0.8),
              y: round(0.2 + 0.4 * spots[i]!.y),
              size: round(size * (0.8 + 0.5 * spots[i + 3]!.size)),
            },
          ]
        : [],
    );
  }
  const sky: Scene['sky'] = [];
  const top = Math.min(horizon, 0.95);
  const shines = weather === 'clear' || ((weather === 'snow' || weather === 'rain') && many < 0.3);
  if (shines) {
    const low = time === 'dawn' || time === 'sunset';
    const name = time === 'night' ? 'moon' : 'sun';
    const y = low ? top - 0.14 - 0.06 * up : 0.14 + 0.14 * up;
    sky.push({ name, x: round(x), y: round(y), size: name === 'moon' ? 0.13 : 0.34 });
  }
  const clouds = {
    clear: 1 + Math.floor(many * 4),
    cloudy: 6 + Math.floor(many * 2),
    rain: 4 + Math.floor(many * 3),
    snow: 2 + Math.floor(many * 3),
    fog: 0,
  }[weather];
  for (const spot of spots.slice(0, clouds)) {
    const y = 0.06 + 0.3 * spot.y * Math.min(top / 0.62, 1.6);
    sky.push({ name: 'cloud', x: round(spot.x), y: round(y), size: round(0.16 + 0.16 * spot.size) });
  }
  return sky;
}
