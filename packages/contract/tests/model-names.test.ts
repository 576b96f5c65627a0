import { expect, it } from 'vitest';
import {
  boxModel,
  earlierModels,
  generationRequestSchema,
  modelCalled,
  modelNames,
  namesOfModel,
} from '../src/index.ts';

it('has other names for the model in the box, which is the default of requests', () => {
  for (const name of ['akezora-1', 'sora-2', 'sora-2-pro', 'akezora-2']) expect(modelCalled(name)).toBe('akezora-2');
  expect(generationRequestSchema.parse({ prompt: 'a fox' }).model).toBe(boxModel);
  expect(earlierModels).toEqual(['akezora-1']);
});

it('leaves other names, folders and files alone, also those that every object has', () => {
  for (const name of ['Lightricks/LTX-Video', './akezora-1', 'akezora-10', 'constructor', '__proto__', ''])
    expect(modelCalled(name)).toBe(name);
});

it('lists the id of a model before all other names of it', () => {
  expect(namesOfModel(boxModel)).toEqual([boxModel, ...Object.keys(modelNames)]);
  expect(namesOfModel('ltx-video')).toEqual(['ltx-video']);
});
