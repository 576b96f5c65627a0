/** The test engine with a model that has scenes, and one picture that they are drawn with. */
import { AkezoraError, type ArtPicture, type ArtPiece, type ModelArt } from '@akezora/contract';
import { openModel as open, publishedModels as published } from './engine.ts';

export * from './engine.ts';

/** Bytes of the one picture as it lies in the art. */
export const foxPicture = Buffer.from('RIFF....WEBP the fox');

const piece: ArtPiece = {
  name: 'fox',
  ja: 'キツネ',
  kind: 'subject',
  shelf: 'animals',
  faces: 'left',
  aliases: [],
  tags: ['animal'],
  drawings: 36,
  columns: 6,
  width: 192,
  height: 192,
  scale: 1,
  standIn: 'fox',
  version: '1',
};
const list: ModelArt = { pieces: [piece], subjects: [], places: [], strips: [] };

const art = {
  list: () => list,
  async picture({ name, ...done }: ArtPicture) {
    if (name !== 'fox') throw new AkezoraError('not_found', { field: 'name', what: { en: 'the picture', ja: '画像' } });
    const bytes = Object.keys(done).length === 0 ? foxPicture : Buffer.from(JSON.stringify(done));
    return { mime: 'image/webp', bytes };
  },
};

const withScenes = <Model extends { readonly capabilities: { readonly controls: object } }>(model: Model): Model => ({
  ...model,
  capabilities: { ...model.capabilities, controls: { ...model.capabilities.controls, scene: true } },
});

/** The one model, with scenes. */
export const publishedModels = async () => (await published()).map(withScenes);

/** Opens it with its art. */
export const openModel = async (reference: string) => ({ ...withScenes(await open(reference)), art: async () => art });
