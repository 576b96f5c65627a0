import { describe, expect, it } from 'vitest';
import {
  fitRequest,
  generationRequestSchema,
  type ModelCapabilities,
  problemError,
  problemsOf,
  readLoras,
  readOtherWords,
} from '../src/index.ts';
import { able, plain } from './capabilities.ts';

const asked = (...loras: object[]) => generationRequestSchema.parse({ prompt: 'a fox', loras });
const withLoras: ModelCapabilities = { ...able, loras: [{ id: 'ink', bytes: 9 }] };

describe('LoRAs of a request', () => {
  it('are refused by a model without any, on compatible endpoints too, with the styles that it has instead', () => {
    const request = asked({ id: 'ink' });
    expect(problemsOf(request, plain)).toMatchObject([
      { code: 'option_unsupported', field: 'loras', canBeIgnored: false },
    ]);
    expect(() => fitRequest(request, plain)).toThrow('plain has no loras option.');
    const styled = { ...plain, presets: [{ id: 'film-noir', name: { en: 'Film noir', ja: 'フィルムノワール' } }] };
    const [problem] = problemsOf(request, styled);
    expect(problemError(problem!).remedy.en).toContain('film-noir');
    expect(problemError(problem!).remedy.ja).toContain('film-noir');
  });

  it('are those that fit the model: others are refused by id, with a list of those', () => {
    expect(problemsOf(asked({ id: 'ink', strength: -0.5 }), withLoras)).toEqual([]);
    const [problem] = problemsOf(asked({ id: 'ink' }, { id: '../../etc/passwd' }), withLoras);
    expect(problem).toMatchObject({ field: 'loras.1.id', details: { choices: 'ink' } });
    const [none] = problemsOf(asked({ id: 'ink' }), { ...able, loras: [] });
    expect(problemError(none!).remedy.en).toContain('akezora models add FILE');
  });

  it('may be files on the command line, and ids of a model that lists none', () => {
    expect(problemsOf(asked({ file: 'a.safetensors' }), withLoras)).toEqual([]);
    expect(problemsOf(asked({ id: 'ink' }), able)).toEqual([]);
  });
});

describe('LoRAs in the words of other programs', () => {
  it.each<[unknown, object[]]>([
    ['ink', [{ id: 'ink', strength: 1 }]],
    [
      'ink:0.8, grain : -1',
      [
        { id: 'ink', strength: 0.8 },
        { id: 'grain', strength: -1 },
      ],
    ],
    [
      ['ink', { id: 'grain', strength: 0.5 }],
      [
        { id: 'ink', strength: 1 },
        { id: 'grain', strength: 0.5 },
      ],
    ],
    [{ name: 'ink', scale: '0.5' }, [{ id: 'ink', strength: 0.5 }]],
    ['[{"lora_name": "ink", "weight": 2}]', [{ id: 'ink', strength: 2 }]],
  ])('%j are read', (value, loras) => {
    expect(readLoras(value, 'loras')).toEqual(loras);
  });

  it.each([
    '../ink',
    '/etc/passwd',
    'C:\\loras\\ink',
    'https://example.org/ink.safetensors',
    '.hidden',
    { path: '/etc/passwd' },
    { name: 'ink', local_path: 'ink' },
    { id: 'a/b' },
    [{ url: 'http://127.0.0.1/' }],
    { name: 'ink', lora_path: 'x', scale: 1 },
  ])('%j is a place, and refused by the name that the caller gave', (value) => {
    const error = catchError(() => readLoras(value, 'lora'));
    expect(error).toMatchObject({ code: 'request_invalid', field: 'lora' });
    expect(error.message).toContain('never by a path or URL');
  });

  it.each(['ink:11', { id: 'ink', strength: 'much' }, { id: '' }, 5, '{', { id: 'ink', rank: 4 }, ['ink', null]])(
    '%j is refused',
    (value) => {
      expect(catchError(() => readLoras(value, 'lora'))).toMatchObject({ code: 'request_invalid', field: 'lora' });
    },
  );

  it('are options of every compatible endpoint, whose faults have the caller’s name', () => {
    const words = readOtherWords({ lora: 'ink:2' }, withLoras);
    expect(words.part.loras).toEqual([{ id: 'ink', strength: 2 }]);
    expect(words.ignored).toEqual([]);
    expect(words.nameOf('loras.0.id')).toBe('lora');
  });
});

function catchError(work: () => unknown): Error {
  try {
    work();
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error('nothing was thrown');
}
