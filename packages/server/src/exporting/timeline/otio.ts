import type { Cut, CutItem, CutMedia } from './cut.ts';
import { titleOf } from './cut.ts';
import { fpsOf, type Rate } from './rates.ts';

const time = (value: number, rate: Rate) => ({ OTIO_SCHEMA: 'RationalTime.1', rate: fpsOf(rate), value });

const range = (start: number, startRate: Rate, frames: number, rate: Rate) => ({
  OTIO_SCHEMA: 'TimeRange.1',
  start_time: time(start, startRate),
  duration: time(frames, rate),
});

/**
 * A cut as OpenTimelineIO's JSON (opentimelineio.readthedocs.io). Clips are of the schema `Clip.1`, which every version of the library reads;
 * files are addressed from the timeline's own folder. The words of a card are a marker at its first frame.
 */
export function otioOf(cut: Cut): string {
  const children = cut.items.map((item) => itemOf(item, cut.rate));
  const track = {
    OTIO_SCHEMA: 'Track.1',
    name: 'V1',
    kind: 'Video',
    source_range: null,
    effects: [],
    markers: [],
    metadata: {},
  };
  const tracks = { OTIO_SCHEMA: 'Stack.1', name: 'tracks', source_range: null, effects: [], markers: [], metadata: {} };
  const timeline = {
    OTIO_SCHEMA: 'Timeline.1',
    name: cut.name,
    global_start_time: time(0, cut.rate),
    metadata: { akezora: { width: cut.width, height: cut.height } },
    tracks: { ...tracks, children: [{ ...track, children }] },
  };
  return `${JSON.stringify(timeline, null, 2)}\n`;
}

function itemOf({ frames, name, words, source }: CutItem, rate: Rate) {
  const begin = source === undefined ? { frame: 0, rate } : { frame: source.start, rate: source.media.rate };
  const common = {
    name,
    source_range: range(begin.frame, begin.rate, frames, rate),
    effects: [],
    markers: words.map((word) => ({
      OTIO_SCHEMA: 'Marker.2',
      name: titleOf([word]),
      comment: word,
      color: 'GREEN',
      marked_range: range(begin.frame, begin.rate, 0, begin.rate),
      metadata: {},
    })),
    metadata: {},
  };
  if (source === undefined) return { OTIO_SCHEMA: 'Gap.1', ...common };
  return { OTIO_SCHEMA: 'Clip.1', ...common, media_reference: referenceOf(source.media) };
}

const referenceOf = ({ name, file, rate, frames, facts }: CutMedia) => ({
  OTIO_SCHEMA: 'ExternalReference.1',
  name,
  target_url: urlOf(file),
  available_range: range(0, rate, frames, rate),
  metadata: { akezora: facts },
});

/** A path from the timeline's folder as a relative URL. */
export const urlOf = (file: string): string => file.split('/').map(encodeURIComponent).join('/');
