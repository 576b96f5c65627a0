import { execFileSync } from 'node:child_process';
import { stripTypeScriptTypes } from 'node:module';
import { generationRequestSchema } from '@akezora/contract';
import { jobSubmitSchema } from '@akezora/contract/api';
import { expect, it } from 'vitest';
import { snippet } from '../../../src/routes/clip/snippets.ts';
import { addClip, createState } from '../../server/state.ts';

const prompt = `It's a "fox" $HOME \`ls\`\nat 夜`;
const clip = addClip(createState(), generationRequestSchema.parse({ prompt, seed: 9, seconds: 4 }));

it('gives a command a shell reads back word for word', () => {
  const command = snippet(clip, 'cli', 'http://x').replace('npx akezora generate', "printf '%s\\0'");
  const words = execFileSync('bash', ['-c', command]).toString().split('\0');
  expect(words.slice(0, 3)).toEqual([prompt, '--model', 'akezora-2']);
  expect(words).toContain('--seed');
});

it('gives a curl call whose body is a request the server takes', () => {
  const command = snippet(clip, 'curl', 'http://x').replace(/^curl .* -d /, "printf '%s' ");
  const body = JSON.parse(execFileSync('bash', ['-c', command]).toString());
  expect(jobSubmitSchema.parse(body).request).toMatchObject({ prompt, seed: 9 });
});

it('gives code that parses', () => {
  const code = snippet(clip, 'openai', 'http://127.0.0.1:7860');
  expect(() => stripTypeScriptTypes(code)).not.toThrow();
  expect(code).toContain(JSON.stringify(prompt));
});
