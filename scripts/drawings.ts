/** Ten pictures of the kinds that people have: drawings with a clear ground, drawings on a sheet of paper as a camera shows it, and pictures of the box. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** A picture that acts, and what it does. */
export interface Drawing {
  readonly name: string;
  /** What its card says after the name. */
  readonly does: string;
  /** Writes the picture into a folder; its path. */
  write(folder: string): Promise<string>;
}

const pen = 'stroke="#222" stroke-width="7" fill="none" stroke-linecap="round" stroke-linejoin="round"';
const svg = (inside: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><g ${pen}>${inside}</g></svg>`);

/** Drawn as children draw: thick lines, few colours. */
const lines = {
  uni: '<path d="M80 220q-40-60-30-100q30 30 50 70" fill="#c44dff"/><ellipse cx="190" cy="220" rx="110" ry="65" fill="#fff3fb"/><circle cx="310" cy="130" r="52" fill="#fff3fb"/><path d="M300 80l15-70l20 65z" fill="#ffd54a"/><path d="M265 95q-40 30-30 80q-30-10-40 20" fill="#ff6fa8"/><circle cx="325" cy="122" r="7" fill="#222"/><path d="M335 155q15 5 22-6M115 270l-8 100m60-85v90m70-90l5 92m40-105l15 100"/>',
  robo: '<rect x="120" y="60" width="160" height="120" rx="16" fill="#9ad0f5"/><rect x="90" y="190" width="220" height="130" rx="18" fill="#5f8fd9"/><path d="M200 60V20M90 220H50v60M310 220h40v60M150 320v60h-30M250 320v60h30"/><circle cx="200" cy="16" r="10" fill="#f44"/><circle cx="165" cy="110" r="14" fill="#fff"/><circle cx="235" cy="110" r="14" fill="#fff"/><path d="M160 150h80"/><path d="M150 240h100v40h-100z" fill="#ffe14d"/>',
  neko: '<path d="M110 150L90 60L160 105H240L310 60L290 150Q310 260 200 270Q90 260 110 150Z" fill="#ffb35c"/><ellipse cx="200" cy="320" rx="75" ry="60" fill="#ffb35c"/><circle cx="165" cy="170" r="9" fill="#222"/><circle cx="235" cy="170" r="9" fill="#222"/><path d="M200 195v15m0 0q-20 20-35 5m35-5q20 20 35 5M70 180l60 12M70 215l60-5M330 180l-60 12M330 215l-60-5M275 330q80 10 70-70"/>',
  ship: '<path d="M200 20Q280 100 270 260H130Q120 100 200 20Z" fill="#f5f5f5"/><path d="M200 20Q240 60 255 110H145Q160 60 200 20Z" fill="#e33"/><circle cx="200" cy="165" r="32" fill="#8fd3ff"/><path d="M130 200L80 290L135 260M270 200L320 290L265 260" fill="#e33"/><path d="M160 265L200 380L240 265Z" fill="#ffb300"/>',
  dino: '<path d="M330 110Q330 60 275 65Q225 70 230 130Q235 180 170 190Q80 200 30 300Q110 250 140 290V370H185V310H230V370H275V270Q300 220 285 165Q330 160 330 110Z" fill="#7ccf5a"/><circle cx="282" cy="100" r="8" fill="#222"/><path d="M290 140h40M235 110l-30-8m27 42l-32 6m10 32l-24-20m-22 32l-14-22"/>',
  ie: '<path d="M70 190L200 70L330 190Z" fill="#d84a3a"/><rect x="95" y="190" width="210" height="130" fill="#ffe6b3"/><rect x="175" y="230" width="50" height="90" fill="#8b5a2b"/><rect x="115" y="215" width="40" height="40" fill="#8fd3ff"/><rect x="245" y="215" width="40" height="40" fill="#8fd3ff"/><path d="M140 320v50h-22M260 320v50h22M160 285q40 25 80 0"/>',
} as const;

const clear = (name: keyof typeof lines, does: string): Drawing => ({
  name,
  does,
  write: async (folder) => {
    const file = join(folder, `${name}.png`);
    await sharp(svg(lines[name])).png().toFile(file);
    return file;
  },
});

/** The drawing on paper, lit from one side, with grain, as JPEG: it is cut from its ground. */
const onPaper = (name: keyof typeof lines, does: string): Drawing => ({
  name,
  does,
  write: async (folder) => {
    const file = join(folder, `${name}.jpg`);
    const side = 560;
    const paper = Buffer.alloc(side * side * 3);
    for (let i = 0; i < side * side; i += 1) {
      const light = 232 - 26 * ((i % side) / side) + (((i * 2654435761) >>> 13) % 9) - 4;
      paper.set([light, light - 3, light - 12], i * 3);
    }
    const raw = { width: side, height: side, channels: 3 } as const;
    await sharp(paper, { raw })
      .composite([{ input: svg(lines[name]) }])
      .jpeg({ quality: 88 })
      .toFile(file);
    return file;
  },
});

const art = new URL('../models/akezora-2/art/', import.meta.url);

/** A still of the box, as a file like any other. */
const fromBox = (name: string, still: string, does: string): Drawing => ({
  name,
  does,
  write: async (folder) => {
    const { entries } = JSON.parse(await readFile(new URL('index.json', art), 'utf8'));
    const { file, at, bytes } = entries.find(
      (one: { name: string; kind: string }) => one.name === still && one.kind === 'still',
    );
    const target = join(folder, `${name}.avif`);
    await writeFile(target, (await readFile(new URL(file, art))).subarray(at, at + bytes));
    return target;
  },
});

export const drawings: readonly Drawing[] = [
  clear('uni', 'walks to the left in the park'),
  clear('robo', 'walks to the right in the city'),
  clear('neko', 'jumps in the meadow'),
  clear('ship', 'flies over the mountains'),
  onPaper('dino', 'walks to the right in the desert'),
  onPaper('ie', 'walks to the left in the forest'),
  fromBox('arai', 'raccoon', 'runs to the left through the snowfield'),
  fromBox('waf', 'waffle', 'jumps on the beach'),
  fromBox('pack', 'backpack', 'walks to the right in the town'),
  fromBox('hat', 'top hat', 'jumps on the farm'),
];
