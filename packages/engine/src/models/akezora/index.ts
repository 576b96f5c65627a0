import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { addedModel } from '../../weights/added.ts';
import type { ModelFamily } from '../family.ts';
import { capabilities } from './capabilities.ts';
import { builtInFolder } from './checkpoints.ts';
import { openAkezora } from './model.ts';

/** Our own model family, whose weights come with Akezora. */
export const akezora: ModelFamily = {
  id: 'akezora',
  published: [{ capabilities, source: 'built-in', weightBytes: 34_000_000 }],
  builtIn: (id) => (id === capabilities.id ? builtInFolder : undefined),
  async open(reference) {
    if (reference === capabilities.id) return openAkezora(builtInFolder);
    // Other weights of the same form are a folder with its own world.json.
    const folder = (await addedModel(reference))?.path ?? reference;
    const own = await stat(join(folder, 'world.json')).catch(() => undefined);
    return own?.isFile() === true ? openAkezora(folder) : undefined;
  },
};
export { cutOutPicture } from './actors/cut-out-picture.ts';
export { readActor } from './actors/read-actor.ts';
export { drawSvg, svgAsPng } from './actors/svg-picture.ts';
