/**
 * The instructions of a pickle that tensors need (protocols 2 to 5: https://docs.python.org/3/library/pickletools.html). All others are
 * refused by name.
 */
import type { PickleValue } from './values.ts';

/** One instruction with its argument. */
export type Instruction =
  | { readonly op: 'push'; readonly value: PickleValue }
  | { readonly op: 'get' | 'put'; readonly index: number }
  | { readonly op: 'global'; readonly name: string }
  | { readonly op: 'tuple'; readonly count: number }
  | {
      readonly op:
        | 'skip'
        | 'empty-dict'
        | 'empty-list'
        | 'empty-tuple'
        | 'mark'
        | 'pop'
        | 'memoize'
        | 'stack-global'
        | 'tuple-of-mark'
        | 'append'
        | 'appends'
        | 'setitem'
        | 'setitems'
        | 'persid'
        | 'reduce'
        | 'build'
        | 'stop';
    };

/** Reads an argument; every method fails where the pickle ends before. */
export interface Arguments {
  unsigned(bytes: 1 | 2 | 4 | 8): number;
  signed32(): number;
  float(): number;
  /** A whole number of `bytes` bytes. */
  whole(bytes: number): number | bigint;
  text(bytes: number): string;
  bytes(length: number): Uint8Array;
  /** Text up to the end of the line. */
  line(): string;
}

interface Opcode {
  readonly name: string;
  readonly read: (args: Arguments) => Instruction;
}

const push = (value: PickleValue): Instruction => ({ op: 'push', value });

const plain = (name: string, op: Exclude<Instruction['op'], 'push' | 'get' | 'put' | 'global' | 'tuple'>): Opcode => ({
  name,
  read: () => ({ op }),
});

/** An opcode whose argument says nothing about tensors. */
const skipping = (name: string, bytes: 1 | 8): Opcode => ({
  name,
  read(args) {
    args.unsigned(bytes);
    return { op: 'skip' };
  },
});

/** Opcodes by their byte. */
export const opcodes: ReadonlyMap<number, Opcode> = new Map<number, Opcode>([
  [0x80, skipping('PROTO', 1)],
  [0x95, skipping('FRAME', 8)],
  [0x2e, plain('STOP', 'stop')],
  [0x28, plain('MARK', 'mark')],
  [0x30, plain('POP', 'pop')],
  [0x7d, plain('EMPTY_DICT', 'empty-dict')],
  [0x5d, plain('EMPTY_LIST', 'empty-list')],
  [0x29, plain('EMPTY_TUPLE', 'empty-tuple')],
  [0x4e, { name: 'NONE', read: () => push(null) }],
  [0x88, { name: 'NEWTRUE', read: () => push(true) }],
  [0x89, { name: 'NEWFALSE', read: () => push(false) }],
  [0x4b, { name: 'BININT1', read: (args) => push(args.unsigned(1)) }],
  [0x4d, { name: 'BININT2', read: (args) => push(args.unsigned(2)) }],
  [0x4a, { name: 'BININT', read: (args) => push(args.signed32()) }],
  [0x8a, { name: 'LONG1', read: (args) => push(args.whole(args.unsigned(1))) }],
  [0x47, { name: 'BINFLOAT', read: (args) => push(args.float()) }],
  [0x58, { name: 'BINUNICODE', read: (args) => push(args.text(args.unsigned(4))) }],
  [0x8c, { name: 'SHORT_BINUNICODE', read: (args) => push(args.text(args.unsigned(1))) }],
  [0x55, { name: 'SHORT_BINSTRING', read: (args) => push(args.text(args.unsigned(1))) }],
  [0x43, { name: 'SHORT_BINBYTES', read: (args) => push(args.bytes(args.unsigned(1))) }],
  [0x42, { name: 'BINBYTES', read: (args) => push(args.bytes(args.unsigned(4))) }],
  [0x74, plain('TUPLE', 'tuple-of-mark')],
  [0x85, { name: 'TUPLE1', read: () => ({ op: 'tuple', count: 1 }) }],
  [0x86, { name: 'TUPLE2', read: () => ({ op: 'tuple', count: 2 }) }],
  [0x87, { name: 'TUPLE3', read: () => ({ op: 'tuple', count: 3 }) }],
  [0x61, plain('APPEND', 'append')],
  [0x65, plain('APPENDS', 'appends')],
  [0x73, plain('SETITEM', 'setitem')],
  [0x75, plain('SETITEMS', 'setitems')],
  [0x68, { name: 'BINGET', read: (args) => ({ op: 'get', index: args.unsigned(1) }) }],
  [0x6a, { name: 'LONG_BINGET', read: (args) => ({ op: 'get', index: args.unsigned(4) }) }],
  [0x71, { name: 'BINPUT', read: (args) => ({ op: 'put', index: args.unsigned(1) }) }],
  [0x72, { name: 'LONG_BINPUT', read: (args) => ({ op: 'put', index: args.unsigned(4) }) }],
  [0x94, plain('MEMOIZE', 'memoize')],
  [0x63, { name: 'GLOBAL', read: (args) => ({ op: 'global', name: `${args.line()}.${args.line()}` }) }],
  [0x93, plain('STACK_GLOBAL', 'stack-global')],
  [0x51, plain('BINPERSID', 'persid')],
  [0x52, plain('REDUCE', 'reduce')],
  [0x62, plain('BUILD', 'build')],
]);

/** Names of opcodes that are refused, for the error. */
export const refusedOpcodes: ReadonlyMap<number, string> = new Map([
  [0x69, 'INST'],
  [0x6f, 'OBJ'],
  [0x81, 'NEWOBJ'],
  [0x92, 'NEWOBJ_EX'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  [0x50, 'PERSID'],
  [0x97, 'NEXT_BUFFER'],
  [0x98, 'READONLY_BUFFER'],
]);
