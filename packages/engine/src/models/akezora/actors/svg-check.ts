import { actorReasons as reasons } from './notices.ts';
import { SvgFault } from './svg-fault.ts';
import { attributesOf, decodedReferences, type SvgTag, tagsOf } from './svg-tags.ts';

/** Most of what an SVG may hold. */
export const svgLimits = {
  bytes: 1_000_000,
  elements: 20_000,
  depth: 64,
  attributes: 120_000,
  images: 32,
  /** Largest number in a coordinate, size or other attribute. */
  number: 1_000_000,
} as const;

/** Longer side of a drawn SVG in pixels. */
export const svgSide = 1024;

/** Whether a file's first bytes look like SVG: text that starts with a tag and names `<svg` early. */
export function looksLikeSvg(head: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(head.subarray(0, 4096)).replace(/^\uFEFF/, '');
  return (
    /^\s*<(?:\?xml|!--|!DOCTYPE|(?:\w+:)?svg)/i.test(text) &&
    (/<(?:\w+:)?svg[\s>]/i.test(text) || /<!DOCTYPE/i.test(text))
  );
}

/** Elements that draw or are drawn with. Elements of editors have a prefix and are passed over by the rasteriser. */
const drawing = new Set(
  `svg g defs symbol use title desc metadata style switch a view path rect circle ellipse line polyline polygon text tspan textPath
   image marker pattern mask clipPath linearGradient radialGradient stop filter feBlend feColorMatrix feComponentTransfer feComposite
   feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur
   feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence solidColor`.split(
    /\s+/,
  ),
);

/** Names that are refused under any prefix. */
const refused =
  /^(script|foreignobject|include|animate\w*|set|mpath|discard|handler|listener|iframe|object|embed|audio|video|canvas|cursor|font-face-uri|link)$/i;

const embedded = /^data:image\/(?:png|jpeg|jpg|webp);base64,[A-Za-z0-9+/=\s]*$/;

/**
 * Checks the text of an SVG before any library reads it: no DOCTYPE, entity, script, animation or foreign content, no
 * reference but inside the file, and no more elements and numbers than a drawing needs.
 * @returns its embedded pictures
 * @throws SvgFault
 */
export function checkSvg(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length > svgLimits.bytes)
    throw new SvgFault(reasons.svgTooMuch('more than 1 MB', '1 MB を超える内容があります'));
  const text = textOf(bytes);
  const images: Uint8Array[] = [];
  const open: string[] = [];
  let [elements, attributes, roots, style] = [0, 0, 0, ''];
  for (const part of tagsOf(text)) {
    if (part.kind === 'text') {
      if (open.at(-1) === 'style') style += part.text;
      continue;
    }
    if (part.kind === 'close') {
      if (open.pop() !== part.name) throw new SvgFault(reasons.svgMalformed);
      continue;
    }
    elements += 1;
    if (elements > svgLimits.elements) throw tooMany(svgLimits.elements, 'elements', '要素');
    checkName(part, open);
    if (open.length === 0) roots += 1;
    for (const { name, value } of attributesOf(part)) {
      attributes += 1;
      if (attributes > svgLimits.attributes) throw tooMany(svgLimits.attributes, 'attributes', '属性');
      checkAttribute(name, value, images);
    }
    if (part.empty) continue;
    open.push(part.name);
    if (open.length > svgLimits.depth) throw tooMany(svgLimits.depth, 'levels of nesting', '入れ子');
  }
  if (open.length > 0 || roots !== 1) throw new SvgFault(reasons.svgMalformed);
  checkCss(style);
  return images;
}

function textOf(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(text.slice(0, 200))?.[1];
    if (text.includes('\0') || (declared !== undefined && !/^(utf-8|us-ascii)$/i.test(declared)))
      throw new TypeError('not UTF-8');
    return text;
  } catch {
    throw new SvgFault(reasons.svgNotText);
  }
}

function tooMany(limit: number, en: string, ja: string): SvgFault {
  return new SvgFault(reasons.svgTooMuch(`more than ${limit} ${en}`, `${limit} を超える${ja}があります`));
}

function checkName({ name }: SvgTag, open: readonly string[]): void {
  const [local = name, prefix] = name.split(':').reverse();
  if (refused.test(local)) throw new SvgFault(reasons.svgForbidden(`<${name}>`));
  if (prefix === undefined || prefix === 'svg') {
    if (!drawing.has(local)) throw new SvgFault(reasons.svgForbidden(`<${name.slice(0, 40)}>`));
  }
  if (open.length === 0 && local !== 'svg') throw new SvgFault(reasons.svgMalformed);
}

const numbers = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;

function checkAttribute(name: string, written: string, images: Uint8Array[]): void {
  const value = decodedReferences(written);
  const local = name.split(':').pop()!.toLowerCase();
  if (/^on/.test(local)) throw new SvgFault(reasons.svgForbidden(name));
  // Names of namespaces are addresses that nobody reads.
  if (/^xmlns(:|$)/.test(name)) return;
  if (local === 'base') throw new SvgFault(reasons.svgForbidden(name));
  if (local === 'href' || local === 'src') {
    checkReference(value.trim(), images);
    return;
  }
  checkCss(value);
  // Names may hold any digits, and so may what only editors read.
  if (local === 'id' || local === 'class' || (name.includes(':') && !name.startsWith('svg:'))) return;
  for (const [number] of value.replace(/#[\w-]*/g, '').matchAll(numbers)) {
    if (Math.abs(Number(number)) > svgLimits.number) {
      throw new SvgFault(
        reasons.svgTooMuch(`a number above ${svgLimits.number}`, `${svgLimits.number} を超える数があります`),
      );
    }
  }
}

function checkReference(value: string, images: Uint8Array[]): void {
  if (value === '' || value.startsWith('#')) return;
  if (!embedded.test(value)) throw new SvgFault(reasons.svgReference);
  if (images.length >= svgLimits.images) throw tooMany(svgLimits.images, 'embedded pictures', '埋め込み画像');
  images.push(bytesOfBase64(value.slice(value.indexOf(',') + 1)));
}

function bytesOfBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    throw new SvgFault(reasons.svgUndrawable);
  }
}

/**
 * Style sheets, style attributes and attributes that may hold `url(…)`, with their comments and without: what looks like a comment
 * may be part of a string, and a comment may split a word. A backslash could hide a word from this check.
 */
function checkCss(css: string): void {
  for (const text of [css, css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, '')]) {
    const imports = /@import|@font-face|@namespace|image-set\s*\(|expression\s*\(|\bsrc\s*\(|javascript:/i.test(text);
    const outside = [...text.matchAll(/url\s*\(\s*["']?\s*([^"')]?)/gi)].some((match) => match[1] !== '#');
    const hidden = text.includes('\\') && /[({@:]/.test(text);
    if (imports || outside || hidden) throw new SvgFault(reasons.svgReference);
  }
}
