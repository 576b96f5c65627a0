/** LoRAs in the words of other programs: names with strengths as text, or objects with one of the names that programs give to those. */
import { AkezoraError } from './errors.ts';
import type { Lora } from './request.ts';
import type { Text } from './text.ts';

const idNames = ['id', 'name', 'lora_name'] as const;
const strengthNames = ['strength', 'scale', 'lora_scale', 'weight', 'multiplier'] as const;
/** Names of files and addresses: here a LoRA is one that was added on the machine of the models. */
const placeNames = ['path', 'local_path', 'lora_path', 'file', 'url', 'model_path'] as const;

const forms: Text = {
  en: 'write the names of added LoRAs, as in ink or [{"id": "ink", "strength": 0.8}]',
  ja: 'ink や [{"id": "ink", "strength": 0.8}] のように、追加した LoRA の名前を書いてください',
};

const noPlaces: Text = {
  en: 'a LoRA is named by the id under which it was added on the server, never by a path or URL',
  ja: 'LoRA は、サーバーに追加したときの名前で指定します。パスや URL では指定できません',
};

/** Whether a text is a path or an address, which no id is. */
export const looksLikePlace = (text: string): boolean => /[\\/]|^\.|^[a-z][\w+.-]*:/i.test(text);

/**
 * Reads LoRAs: `ink`, `ink:0.8, grain`, a list of these, `{id, strength}` or a list of such objects, also as JSON text.
 * @throws AkezoraError `request_invalid` naming the field, for a path, a URL and everything else.
 */
export function readLoras(value: unknown, field: string): Lora[] {
  return listIn(value)
    .flat()
    .map((one) => readLora(one, field));
}

const refuse = (field: string, reason: Text): never => {
  throw new AkezoraError('request_invalid', { field, reason });
};

function listIn(value: unknown): unknown[] {
  if (typeof value !== 'string') return [value].flat();
  const text = value.trim();
  if (/^[[{]/.test(text)) {
    try {
      return [JSON.parse(text)].flat();
    } catch {
      return [{}];
    }
  }
  return text.split(',').filter((part) => part.trim() !== '');
}

function readLora(one: unknown, field: string): Lora {
  if (typeof one === 'string') return readLine(one, field);
  if (typeof one !== 'object' || one === null || Array.isArray(one)) return refuse(field, forms);
  const given = one as Readonly<Record<string, unknown>>;
  const pick = (names: readonly string[]) => names.map((name) => given[name]).find((found) => found != null);
  if (pick(placeNames) !== undefined) return refuse(field, noPlaces);
  const known: readonly string[] = [...idNames, ...strengthNames];
  const other = Object.keys(given).find((name) => !known.includes(name) && given[name] != null);
  const id = pick(idNames);
  if (other !== undefined || typeof id !== 'string') return refuse(field, forms);
  return loraOf(id, pick(strengthNames) ?? 1, field);
}

/** `ink` or `ink:0.8`. */
function readLine(line: string, field: string): Lora {
  const text = line.trim();
  const [, id = text, strength = 1] = /^([^:]+):\s*([-+\d.]+)$/.exec(text) ?? [];
  return loraOf(id, strength, field);
}

function loraOf(id: string, strength: unknown, field: string): Lora {
  const name = id.trim();
  if (looksLikePlace(name)) return refuse(field, noPlaces);
  const factor = typeof strength === 'string' ? Number(strength.trim() || Number.NaN) : strength;
  if (typeof factor !== 'number' || !Number.isFinite(factor) || Math.abs(factor) > 10)
    return refuse(field, { en: 'strengths are from -10 to 10', ja: '強さは -10〜10 です' });
  return name === '' || name.length > 128 ? refuse(field, forms) : { id: name, strength: factor };
}
