import { describe, expect, it } from 'vitest';
import { categories } from '../../src/safety/categories.ts';
import { actionOf, judge, textsOf } from '../../src/safety/check-texts.ts';
import { defaultPolicy, policies, policyNameOrData } from '../../src/safety/policies.ts';

const prompt = (text: string) => [{ field: 'prompt', text }];

describe('a policy', () => {
  it('is strictest where strangers come', () => {
    expect(defaultPolicy('loopback').name).toBe('personal');
    expect(defaultPolicy('accounts').name).toBe('studio');
    expect(defaultPolicy('open').name).toBe('public');
  });

  it('refuses at home only what is illegal everywhere', () => {
    const refused = categories.filter((category) => policies.personal.actions[category] !== 'allow');
    expect(refused).toEqual(['minors']);
    expect(actionOf(policies.personal, { category: 'minors', rule: 'minors.sexual' })).toBe('refuse');
    expect(actionOf(policies.personal, { category: 'minors', rule: 'minors.harm' })).toBe('allow');
    expect(judge(policies.personal, prompt('Mickey Mouse dances, and a man is beheaded'))).toEqual([]);
  });

  it('may be data of one’s own', () => {
    const actions = { ...policies.public.actions, brands: 'refuse' };
    const read = policyNameOrData.parse(JSON.stringify({ ...policies.public, name: 'ours', version: 7, actions }));
    expect(judge(read, prompt('Pikachu surfs'))[0]).toMatchObject({ action: 'refuse', category: 'brands' });
  });

  it('is refused with the field at fault', () => {
    expect(() => policyNameOrData.parse('strict')).toThrow(/none of personal, studio, public/);
    const bad = { ...policies.public, actions: { ...policies.public.actions, brands: 'forbid' } };
    expect(policyNameOrData.safeParse(bad).error?.issues[0]?.path).toEqual(['actions', 'brands']);
  });

  it('puts the strictest judgement first', () => {
    const [first] = judge(policies.public, prompt('Pikachu is beheaded'));
    expect(first).toMatchObject({ action: 'refuse', rule: 'violence.gore', field: 'prompt' });
  });
});

describe('the texts of a request', () => {
  it('are its prompt, its cards and its actors’ names, each with its field', () => {
    const request = {
      model: 'm',
      prompt: 'one',
      negativePrompt: 'naked',
      storyboard: [{ at: 0, prompt: 'two' }],
      actors: [{ name: 'three', image: 'a.png' }],
    };
    expect(textsOf(request as never)).toEqual([
      { field: 'prompt', text: 'one' },
      { field: 'storyboard.0.prompt', text: 'two' },
      { field: 'actors.0.name', text: 'three' },
    ]);
  });
});
