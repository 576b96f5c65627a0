import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft } from '../../src/compose/draft.ts';

const memory = () => {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
};

/** The draft as a page that has just been opened finds it. */
const openPage = async () => {
  vi.resetModules();
  return import('../../src/compose/draft.ts');
};

describe('the draft', () => {
  const stored = { browser: memory(), tab: memory() };
  beforeEach(() => {
    stored.browser = memory();
    stored.tab = memory();
    vi.stubGlobal('localStorage', stored.browser);
    vi.stubGlobal('sessionStorage', stored.tab);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('begins empty, and is there again after a reload and in a new tab', async () => {
    const first = await openPage();
    expect(first.draftStore.get()).toEqual({ prompt: '', variants: 1 });
    first.editDraft({ prompt: 'a fox', seconds: 4 });
    expect((await openPage()).draftStore.get()).toEqual({ prompt: 'a fox', variants: 1, seconds: 4 });
    stored.tab.entries.clear();
    expect((await openPage()).draftStore.get().prompt).toBe('a fox');
  });

  it('begins empty where what is stored cannot be read', async () => {
    stored.browser.setItem('akezora.draft', '{"prompt":');
    expect((await openPage()).draftStore.get()).toEqual({ prompt: '', variants: 1 });
  });

  it('is a new submission once it changes, and the same one until then', async () => {
    const { draftStore, editDraft } = await openPage();
    draftStore.set({ ...draftStore.get(), prompt: 'a fox', key: 'k1' });
    expect(draftStore.get().key).toBe('k1');
    editDraft({ prompt: 'a fox' });
    expect(draftStore.get()).toEqual({ prompt: 'a fox', variants: 1 });
  });

  it('takes a choice back when it is set to undefined', async () => {
    const { draftStore, editDraft } = await openPage();
    editDraft({ seed: 5, aspect: '1:1' });
    editDraft({ seed: undefined });
    expect(draftStore.get()).toEqual({ prompt: '', variants: 1, aspect: '1:1' });
  });

  it('keeps the choices once it was sent, and lets go of what belonged to that clip', async () => {
    const { draftStore } = await openPage();
    const choices = {
      variants: 4,
      aspect: '9:16',
      seconds: 8,
      codec: 'vp9',
      relaxed: true,
      negativePrompt: 'rain',
    } as const;
    const once = {
      seed: 7,
      parent: 'clip_1',
      origin: 'remix',
      key: 'k1',
      attachment: {},
      scene: {},
    } as unknown as Draft;
    draftStore.set({ ...once, ...choices, prompt: 'a fox' });
    draftStore.sent('a fox');
    expect(draftStore.get()).toEqual({ ...choices, prompt: '' });
  });

  it('keeps a prompt that was typed while the last one was being sent', async () => {
    const { draftStore } = await openPage();
    draftStore.set({ prompt: 'a boat', variants: 1 });
    draftStore.sent('a fox');
    expect(draftStore.get().prompt).toBe('a boat');
  });

  it('takes from an earlier request the composer’s choices, open ones as open, and nothing else', async () => {
    const { choicesIn, editDraft, draftStore } = await openPage();
    editDraft({ prompt: 'mine', steps: 9, seed: 1 });
    editDraft(choicesIn({ model: 'akezora-2', seconds: 6, prompt: 'theirs', seed: 2, conditions: [] }));
    expect(draftStore.get()).toEqual({ prompt: 'mine', variants: 1, model: 'akezora-2', seconds: 6, seed: 1 });
  });
});

describe('the last prompts', () => {
  beforeEach(() => vi.stubGlobal('localStorage', memory()));
  afterEach(() => vi.unstubAllGlobals());

  it('come newest first, each once, and at most thirty', async () => {
    const { rememberPrompt, sentPrompts } = await import('../../src/compose/prompt-history.ts');
    expect(sentPrompts()).toEqual([]);
    for (let i = 0; i < 40; i++) rememberPrompt(`prompt ${i}`);
    rememberPrompt('prompt 20');
    expect(sentPrompts()).toHaveLength(30);
    expect(sentPrompts().slice(0, 2)).toEqual(['prompt 20', 'prompt 39']);
    expect(new Set(sentPrompts()).size).toBe(30);
  });
});
