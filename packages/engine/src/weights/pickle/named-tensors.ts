import { damaged } from './refusals.ts';
import { isKind, type PickleValue, type StoredTensor } from './values.ts';

/** Most values that are looked at, and how deep: dictionaries may hold one another many times over. */
const mostLooked = 200_000;
const deepest = 16;

/** Keys of training programs' files under which the weights are. */
const wrappers = ['state_dict', 'model_state_dict', 'model', 'module'] as const;

/**
 * The tensors of a pickle by name: those of its dictionary, or of the dictionary of weights in it (`state_dict`); parts of a name are
 * joined by dots.
 * @throws AkezoraError `weights_corrupt` when it holds none, or is nested without end.
 */
export function namedTensors(root: PickleValue, path: string): ReadonlyMap<string, StoredTensor> {
  const found = new Map<string, StoredTensor>();
  let looked = 0;
  const look = (value: PickleValue, name: string, depth: number): void => {
    if (isKind(value, 'tensor')) found.set(name, value);
    if (!isKind(value, 'dict')) return;
    if (depth > deepest) throw damaged(path, 'its dictionaries are nested too deep', '辞書の入れ子が深すぎます');
    for (const [key, inner] of value.entries) {
      if (++looked > mostLooked) throw damaged(path, 'it holds too many values', '値が多すぎます');
      if (typeof key === 'string' || typeof key === 'number')
        look(inner, name === '' ? String(key) : `${name}.${key}`, depth + 1);
    }
  };
  look(weightsOf(root), '', 0);
  if (found.size === 0) throw damaged(path, 'it holds no tensors', 'テンソルがありません');
  return found;
}

function weightsOf(root: PickleValue): PickleValue {
  if (!isKind(root, 'dict') || [...root.entries.values()].some((value) => isKind(value, 'tensor'))) return root;
  for (const key of wrappers) {
    const inner = root.entries.get(key);
    if (isKind(inner, 'dict') && inner.entries.size > 0) return inner;
  }
  return root;
}
