import type { Cut, CutItem, CutMedia } from './cut.ts';
import { titleOf } from './cut.ts';
import { urlOf } from './otio.ts';
import type { Rate } from './rates.ts';

/** A time of so many frames as FCPXML has it: whole seconds, or a fraction of them, never a rounded number. */
const time = (frames: number, { numerator, denominator }: Rate): string => {
  const ticks = frames * denominator;
  return ticks % numerator === 0 ? `${ticks / numerator}s` : `${ticks}/${numerator}s`;
};

/** Text as the value of an attribute, without the control characters that XML 1.0 has no way to write. */
const quoted = (text: string): string =>
  [...text]
    .filter((letter) => letter >= ' ' || letter === '\n' || letter === '\t')
    .join('')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with its attributes and children, indented. */
function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const set = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '');
  const head = [name, ...set.map(([key, value]) => `${key}="${quoted(String(value))}"`)].join(' ');
  if (children.length === 0) return `<${head}/>`;
  return [`<${head}>`, ...children.map((child) => child.replace(/^/gm, '  ')), `</${name}>`].join('\n');
}

/**
 * A cut as FCPXML 1.10 (Apple's Final Cut Pro XML; Final Cut Pro 10.6 and later, DaVinci Resolve). Times are exact fractions of a second. Files are
 * addressed from the timeline's own folder. The words of a card are a marker with a note at its first frame.
 */
export function fcpxmlOf(cut: Cut): string {
  const media = [
    ...new Map(cut.items.flatMap(({ source }) => (source ? [[source.media.id, source.media]] : []))).values(),
  ];
  const shapes = new Map([cut, ...media].map((shape: Shape) => [keyOf(shape), shape]));
  const formats = new Map([...shapes.keys()].map((key, index) => [key, `r${index + 1}`]));
  const formatOf = (shape: Shape) => formats.get(keyOf(shape));
  const ids = new Map(media.map(({ id }, index) => [id, `a${index + 1}`]));
  const resources = [
    ...[...shapes.values()].map((shape) => formatElement(shape, formatOf(shape))),
    ...media.map((one) => asset(one, ids.get(one.id), formatOf(one))),
  ];
  let offset = 0;
  const spine = cut.items.map((item) => {
    const text = itemOf(item, offset, cut.rate, ids, formatOf);
    offset += item.frames;
    return text;
  });
  const sequence = element(
    'sequence',
    { format: formatOf(cut), duration: time(offset, cut.rate), tcStart: '0s', tcFormat: 'NDF' },
    [element('spine', {}, spine)],
  );
  const event = element('event', { name: cut.name }, [element('project', { name: cut.name }, [sequence])]);
  const children = [element('resources', {}, resources), element('library', {}, [event])];
  const root = element('fcpxml', { version: '1.10' }, children);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n${root}\n`;
}

type Shape = Pick<CutMedia, 'width' | 'height' | 'rate'>;

/** What tells formats apart. */
const keyOf = ({ width, height, rate }: Shape): string => `${width} ${height} ${time(1, rate)}`;

const formatElement = ({ width, height, rate }: Shape, id: string | undefined): string =>
  element('format', { id, frameDuration: time(1, rate), width, height, colorSpace: '1-1-1 (Rec. 709)' });

const asset = ({ name, file, rate, frames }: CutMedia, id: string | undefined, format: string | undefined): string =>
  element('asset', { id, name, start: '0s', duration: time(frames, rate), hasVideo: 1, videoSources: 1, format }, [
    element('media-rep', { kind: 'original-media', src: urlOf(file) }),
  ]);

function itemOf(
  { frames, name, words, source }: CutItem,
  offset: number,
  rate: Rate,
  ids: ReadonlyMap<string, string>,
  formatOf: (shape: Shape) => string | undefined,
): string {
  const place = { offset: time(offset, rate), duration: time(frames, rate) };
  const start = source === undefined ? '0s' : time(source.start, source.media.rate);
  const markers = words.map((word) =>
    element('marker', { start, duration: time(1, rate), value: titleOf([word]), note: word }),
  );
  if (source === undefined) return element('gap', { name: name || 'Gap', ...place, start }, markers);
  const { media } = source;
  const attributes = { ref: ids.get(media.id), name, ...place, start, format: formatOf(media), tcFormat: 'NDF' };
  return element('asset-clip', attributes, markers);
}
