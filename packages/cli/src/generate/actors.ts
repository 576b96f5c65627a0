import { type ActorLook, actor, type RequestPart, requestedActorSchema } from '@akezora/contract';
import { reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { lastWord, numberOf } from './file-words.ts';

const form = '--actor NAME=FILE[,faces=left|right|front][,feet=0–1][,scale=0.2–3][,kind=ground|fly|sea|under]';

const words = ['faces', 'feet', 'scale', 'kind'] as const;
const numbers: ReadonlySet<string> = new Set(['feet', 'scale']);

/**
 * Reads the values of `--actor`, each `NAME=FILE` with what is said of its look after commas. A value whose rest is the name of
 * a file is not split.
 * @throws AkezoraError `request_invalid` for any other form, and for a name that is used twice.
 */
export function actorsOf(values: readonly string[]): RequestPart[] {
  const wrong = () => usageError('--actor', reason('optionForm', { form }));
  const names = new Set<string>();
  return values.map((value) => {
    const [, name = '', rest = ''] = /^[@＠]?([^=]+)=(.+)$/su.exec(value) ?? [];
    if (name.trim() === '' || rest === '') throw wrong();
    if (names.has(name)) throw usageError('--actor', reason('actorTwice', { name }));
    names.add(name);
    const { file, look } = splitLook(rest);
    const part = actor(name.trim(), { kind: 'image', file }, look as ActorLook);
    if (!requestedActorSchema.safeParse(part.actors?.[0]).success) throw wrong();
    return part;
  });
}

/** `FILE,key=value…`, the values of the look as numbers where they are. */
function splitLook(rest: string): { file: string; look: Record<string, string | number> } {
  const look: Record<string, string | number> = {};
  let file = rest;
  for (let word = lastWord(file, words); word !== undefined; word = lastWord(file, words)) {
    const { before, name, given } = word;
    look[name] = numbers.has(name) ? numberOf(given) : given;
    file = before;
  }
  return { file, look };
}
