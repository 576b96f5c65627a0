/**
 * The stack machine of a pickle, for tensors only: names stand for the few steps below, and every other name or instruction is refused
 * when it is met, before anything after it is read. Reference: `torch._weights_only_unpickler`.
 */
import { ArgumentReader } from './argument-reader.ts';
import { type Instruction, opcodes, refusedOpcodes } from './instructions.ts';
import { rebuiltTensor, storedData } from './rebuild.ts';
import { damaged, unsafe } from './refusals.ts';
import { isAllowed, isKind, type PickleObject, type PickleValue } from './values.ts';

/** Most values on the stack and in the memo; a model of 10,000 tensors needs a tenth. */
const mostValues = 1_000_000;

const mark = Symbol('mark');

/** A pickle's value, and where it ends. */
export interface ReadPickle {
  readonly value: PickleValue;
  readonly end: number;
}

/**
 * Reads one pickle. Time and memory grow with its length only.
 * @param path file named in errors
 * @throws AkezoraError `weights_unsafe` naming what it asks for, `weights_unsupported`, `weights_corrupt`; `EndOfPickle` where it goes on
 * behind the bytes.
 */
export function readPickle(bytes: Uint8Array, path: string, start = 0): ReadPickle {
  return new PickleMachine(bytes, path, start).run();
}

class PickleMachine {
  readonly #path: string;
  readonly #args: ArgumentReader;
  readonly #stack: (PickleValue | typeof mark)[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #opcode = '';

  constructor(bytes: Uint8Array, path: string, start: number) {
    this.#path = path;
    this.#args = new ArgumentReader(bytes, start, path);
  }

  run(): ReadPickle {
    for (;;) {
      const byte = this.#args.unsigned(1);
      const opcode = opcodes.get(byte);
      if (!opcode) {
        const name = refusedOpcodes.get(byte) ?? `0x${byte.toString(16).padStart(2, '0')}`;
        throw unsafe(this.#path, name, name);
      }
      this.#opcode = opcode.name;
      const instruction = opcode.read(this.#args);
      if (instruction.op === 'stop') return { value: this.#pop(), end: this.#args.at };
      this.#step(instruction);
      if (this.#stack.length > mostValues || this.#memo.size > mostValues)
        throw this.#wrong('it holds too many values', '値が多すぎます');
    }
  }

  #wrong(en: string, ja: string) {
    return damaged(this.#path, `${en} (${this.#opcode})`, `${ja}（${this.#opcode}）`);
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === mark) throw this.#wrong('a value is missing', '値が足りません');
    return value;
  }

  /** The values behind the last mark. */
  #popToMark(): PickleValue[] {
    const from = this.#stack.lastIndexOf(mark);
    if (from < 0) throw this.#wrong('a mark is missing', '目印がありません');
    const values = this.#stack.splice(from) as PickleValue[];
    return values.slice(1);
  }

  /** The last value, when it is a list or a dictionary. */
  #last<K extends 'list' | 'dict'>(kind: K): Extract<PickleObject, { kind: K }> {
    const value = this.#pop();
    this.#stack.push(value);
    if (!isKind(value, kind)) throw this.#wrong(`its value is no ${kind}`, `値が ${kind} ではありません`);
    return value;
  }

  #step(instruction: Exclude<Instruction, { op: 'stop' }>): void {
    const stack = this.#stack;
    switch (instruction.op) {
      case 'skip':
        return;
      case 'push':
        stack.push(instruction.value);
        return;
      case 'mark':
        stack.push(mark);
        return;
      case 'pop':
        if (stack.pop() === undefined) throw this.#wrong('a value is missing', '値が足りません');
        return;
      case 'empty-dict':
        stack.push({ kind: 'dict', entries: new Map() });
        return;
      case 'empty-list':
        stack.push({ kind: 'list', items: [] });
        return;
      case 'empty-tuple':
        stack.push({ kind: 'tuple', items: [] });
        return;
      case 'tuple':
        stack.push(this.#tuple(instruction.count));
        return;
      case 'tuple-of-mark':
        stack.push({ kind: 'tuple', items: this.#popToMark() });
        return;
      case 'get':
        stack.push(this.#remembered(instruction.index));
        return;
      case 'put':
        this.#remember(instruction.index);
        return;
      case 'memoize':
        this.#remember(this.#memo.size);
        return;
      case 'append':
        this.#append([this.#pop()]);
        return;
      case 'appends':
        this.#append(this.#popToMark());
        return;
      case 'setitem': {
        const value = this.#pop();
        this.#setItems([this.#pop(), value]);
        return;
      }
      case 'setitems':
        this.#setItems(this.#popToMark());
        return;
      case 'global':
        stack.push(this.#named(instruction.name));
        return;
      case 'stack-global': {
        const name = this.#pop();
        stack.push(this.#named(`${String(this.#pop())}.${String(name)}`));
        return;
      }
      case 'persid':
        stack.push(storedData(this.#pop(), this.#path));
        return;
      case 'reduce': {
        const args = this.#pop();
        stack.push(this.#reduced(this.#pop(), args));
        return;
      }
      case 'build':
        // What a dictionary of weights holds beside them (`_metadata`) counts versions of layers.
        this.#pop();
        this.#last('dict');
        return;
    }
  }

  #tuple(count: number): PickleValue {
    const items = Array.from({ length: count }, () => this.#pop()).reverse();
    return { kind: 'tuple', items };
  }

  #remembered(index: number): PickleValue {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#wrong(`value ${index} was never kept`, `値 ${index} は保存されていません`);
    return value;
  }

  #remember(index: number): void {
    const value = this.#pop();
    this.#memo.set(index, value);
    this.#stack.push(value);
  }

  #append(values: readonly PickleValue[]): void {
    const { items } = this.#last('list');
    for (const value of values) items.push(value);
  }

  #setItems(pairs: readonly PickleValue[]): void {
    if (pairs.length % 2 !== 0) throw this.#wrong('a value is missing', '値が足りません');
    const { entries } = this.#last('dict');
    for (let at = 0; at < pairs.length; at += 2) entries.set(pairs[at]!, pairs[at + 1]!);
  }

  #named(name: string): PickleValue {
    if (!isAllowed(name)) throw unsafe(this.#path, name, this.#opcode);
    return { kind: 'name', name };
  }

  /** What stands for the call of a name. */
  #reduced(callee: PickleValue, args: PickleValue): PickleValue {
    if (!isKind(callee, 'name') || !isKind(args, 'tuple')) throw unsafe(this.#path, this.#opcode, this.#opcode);
    switch (callee.name) {
      case 'collections.OrderedDict':
        if (args.items.length > 0) throw this.#wrong('a dictionary with arguments', '引数付きの辞書があります');
        return { kind: 'dict', entries: new Map() };
      case 'torch._utils._rebuild_tensor_v2':
        return rebuiltTensor(args.items, this.#path);
      case 'torch._utils._rebuild_parameter': {
        const [data] = args.items;
        if (data === undefined || !isKind(data, 'tensor'))
          throw this.#wrong('a parameter without a tensor', 'テンソルのないパラメーターがあります');
        return data;
      }
      default:
        throw unsafe(this.#path, callee.name, this.#opcode);
    }
  }
}
