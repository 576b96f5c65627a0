// Packs the world's art from the npm packages into training/world/atlas: one WebP strip a sprite, frames side by side.
// Every sprite is cut to what all its frames cover, then fitted into a square with its feet on the bottom edge.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const here = dirname(fileURLToPath(import.meta.url));
const art = join(here, 'node_modules', '@lobehub');
const out = join(here, 'atlas');
const SIZE = 192;
const FRAMES = 24;

const vocabulary = JSON.parse(readFileSync(join(here, 'vocabulary.json'), 'utf8'));
mkdirSync(out, { recursive: true });

function animation(hex) {
  for (const pack of [1, 2, 3, 4]) {
    const file = join(art, `fluent-emoji-anim-${pack}`, 'assets', `${hex}.webp`);
    if (existsSync(file)) return file;
  }
  throw new Error(`no animation of ${hex}`);
}

async function frames(file, count) {
  const source = sharp(file, { animated: count > 1 });
  const { data, info } = await source.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const pages = count > 1 ? (info.pages ?? 1) : 1;
  const height = info.height / pages;
  const page = info.width * height * 4;
  const pick = (i) => data.subarray(Math.floor((i * pages) / count) * page, (Math.floor((i * pages) / count) + 1) * page);
  return { width: info.width, height, list: Array.from({ length: count }, (_, i) => Buffer.from(pick(i))) };
}

const mix = (a, b, t) => a + (b - a) * t;

// Animals and trees the packages lack, made of those they have by recolouring.
const recipes = {
  fox(r, g, b, x, y) {
    const light = (0.3 * r + 0.59 * g + 0.11 * b) / 255;
    const fur = [Math.min(255, 300 * light), Math.min(255, 142 * light), Math.min(255, 52 * light)];
    const sock = Math.min(Math.max((y - 0.8) / 0.06, 0), 1);
    const socks = [70 * light, 44 * light, 40 * light];
    const tip = Math.min(Math.max((x - 0.84) / 0.04, 0), 1) * Math.min(Math.max((0.24 - y) / 0.05, 0), 1);
    const dark = light < 0.35;
    return dark ? [r, g, b] : fur.map((value, i) => mix(mix(value, socks[i], sock), 255 * Math.min(1, light * 1.15), tip));
  },
  cherry(r, g, b) {
    const green = g > r && g > b;
    const light = (0.3 * r + 0.59 * g + 0.11 * b) / 255;
    return green ? [Math.min(255, 130 + 190 * light), Math.min(255, 60 + 215 * light), Math.min(255, 105 + 205 * light)] : [r, g, b];
  },
  acacia(r, g, b) {
    const green = g > r && g > b;
    return green ? [r * 0.9 + 46, g * 0.86 + 6, b * 0.7] : [r, g, b];
  },
};

function recolour(frame, width, height, recipe) {
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      if (frame[at + 3] === 0) continue;
      const colour = recipe(frame[at], frame[at + 1], frame[at + 2], x / width, y / height);
      for (let i = 0; i < 3; i += 1) frame[at + i] = Math.min(255, Math.max(0, Math.round(colour[i])));
    }
  }
}

function bounds({ width, height, list }) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const frame of list) {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        if (frame[(y * width + x) * 4 + 3] < 24) continue;
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
      }
    }
  }
  return { left, top, width: right - left, height: bottom - top };
}

async function pack(name, file, count, derive) {
  const animationFrames = await frames(file, count);
  const { width, height, list } = animationFrames;
  const box = bounds(animationFrames);
  const side = Math.max(box.width, box.height);
  const scale = SIZE / side;
  const [w, h] = [Math.max(1, Math.round(box.width * scale)), Math.max(1, Math.round(box.height * scale))];
  const strip = [];
  for (const [i, frame] of list.entries()) {
    if (derive) recolour(frame, width, height, (r, g, b, x, y) => recipes[derive](r, g, b, (x * width - box.left) / box.width, (y * height - box.top) / box.height));
    const input = await sharp(frame, { raw: { width, height, channels: 4 } })
      .extract(box)
      .resize(w, h, { kernel: 'lanczos3' })
      .png()
      .toBuffer();
    strip.push({ input, left: i * SIZE + Math.floor((SIZE - w) / 2), top: SIZE - h });
  }
  const canvas = sharp({ create: { width: SIZE * count, height: SIZE, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  const target = join(out, `${name.replaceAll(' ', '_')}.webp`);
  const { size } = await canvas.composite(strip).webp({ quality: 82, alphaQuality: 90, effort: 5 }).toFile(target);
  return { name, frames: count, size, coverage: [box.width / side, box.height / side] };
}

const index = [];
for (const subject of vocabulary.subjects) index.push(await pack(subject.name, animation(subject.emoji), FRAMES, subject.derive));
for (const prop of vocabulary.props) {
  index.push(await pack(prop.name, join(art, 'fluent-emoji-3d', 'assets', `${prop.emoji}.webp`), 1, prop.derive));
}
writeFileSync(join(out, 'index.json'), JSON.stringify({ size: SIZE, sprites: index }, null, 1));
console.log(`${index.length} sprites, ${(index.reduce((sum, sprite) => sum + sprite.size, 0) / 1e6).toFixed(1)} MB`);
