import { generationRequestSchema } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { signsConversion, withMarksOf } from '../../src/jobs/mark-rules.ts';

const request = (marks?: object) => generationRequestSchema.parse({ prompt: 'a fox', ...(marks && { marks }) });
const choice = { markInvisible: 'choice', markVisible: 'choice', markCredentials: 'choice' } as const;

describe('rules for marks', () => {
  it('leave requests as they are where those choose', () => {
    expect(withMarksOf(request(), choice)).toEqual(request());
    const plain = request({ invisible: false, visible: { kind: 'corner' }, credentials: false });
    expect(withMarksOf(plain, choice)).toEqual(plain);
  });

  it('put the invisible mark into every clip, or into none', () => {
    expect(withMarksOf(request({ invisible: false }), { ...choice, markInvisible: 'always' }).marks?.invisible).toBe(
      true,
    );
    expect(withMarksOf(request(), { ...choice, markInvisible: 'never' }).marks?.invisible).toBe(false);
  });

  it('sign every clip, or none', () => {
    const sign = (markCredentials: 'always' | 'never', asked?: object) =>
      withMarksOf(request(asked), { ...choice, markCredentials }).marks?.credentials;
    expect(sign('always', { credentials: false })).toBe(true);
    expect(sign('never')).toBe(false);
  });

  it('sign conversions as their clip was asked for, where requests choose', () => {
    expect([undefined, {}, { credentials: false }].map((asked) => signsConversion(choice, asked))).toEqual([
      true,
      true,
      false,
    ]);
    expect(signsConversion({ ...choice, markCredentials: 'always' }, { credentials: false })).toBe(true);
    expect(signsConversion({ ...choice, markCredentials: 'never' }, undefined)).toBe(false);
  });

  it('draw the mark that all clips get, with the look that a request asks for', () => {
    const rules = { ...choice, markVisible: 'corner' } as const;
    expect(withMarksOf(request({ visible: { kind: 'none' } }), rules).marks?.visible).toEqual({ kind: 'corner' });
    const own = { kind: 'corner', position: 'top-left', opacity: 0.4 };
    expect(withMarksOf(request({ visible: own }), rules).marks?.visible).toEqual(own);
  });
});
