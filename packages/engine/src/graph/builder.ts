import { type DType, isFloat } from '../tensor/dtype.ts';
import { expectTensor, type TensorInfo, type TensorSource } from '../tensor/source.ts';
import { reshaped, showShape, sizeOf, type Tensor, toF32 } from '../tensor/tensor.ts';
import type { Attribute, Graph, Node, ValueInfo, Weight } from './graph.ts';
import type { PackedHalf } from './packing.ts';

/** A value of a graph under construction: input and output of operations. */
export interface Value extends ValueInfo {
  readonly builder: GraphBuilder;
}

/** Attributes and operator domain of a node. Default: no attributes, the domain of ONNX. */
export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute | undefined>>;
  readonly domain?: string;
}

/**
 * Precision of linear layers: exact, int8 with int8 activations, or 4/8-bit weights with float activations. `f16` is written as
 * `f32` is; `halfGraph` makes half precision of the finished graph.
 */
export type LinearPrecision = 'f32' | 'f16' | 'int8' | 'int7' | 'w8' | 'w4';

/** Precision of the linear layer whose weight has this name. */
export type PrecisionChoice = (weight: string) => LinearPrecision;

/** Options of a graph. */
export interface GraphOptions {
  /** Source of the weights. Default: none, for graphs without stored weights. */
  readonly source?: TensorSource;
  /** Precision of the linear layers, of all or by name; a call can override it. Default `f32`. */
  readonly linear?: LinearPrecision | PrecisionChoice;
}

/** A programming error in a graph, not a user's: shapes or types that don't fit, with the place. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}

/** onnxruntime 1.30's LayerNormalization crashes on an empty name at the end of its inputs, so none is written there. */
function namesOf(inputs: readonly (Value | undefined)[]): string[] {
  const names = inputs.map((input) => input?.name ?? '');
  while (names.at(-1) === '') names.pop();
  return names;
}

/** Collects the nodes of a graph in the order they are written, checking each. */
export class GraphBuilder {
  readonly name: string;
  readonly precisionOf: PrecisionChoice;
  readonly #source: TensorSource | undefined;
  readonly #inputs: Value[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #nodes: Node[] = [];
  readonly #weights = new Map<string, Weight>();
  readonly #constants = new Map<string, Value>();
  #scope = '';
  #count = 0;

  constructor(name: string, options: GraphOptions = {}) {
    this.name = name;
    const { linear = 'f32' } = options;
    this.precisionOf = typeof linear === 'function' ? linear : () => linear;
    this.#source = options.source;
  }

  /** The place in the model that is being written, for messages. */
  get scope(): string {
    return this.#scope;
  }

  #value(name: string, dtype: DType, shape: readonly number[]): Value {
    return { builder: this, name, dtype, shape };
  }

  /** Fails with the place in the model. */
  fail(message: string): never {
    throw new GraphError(`${this.name}${this.#scope && ` at ${this.#scope}`}: ${message}`);
  }

  /** Writes what `build` writes under a name that messages and the printed graph show. */
  within<T>(scope: string, build: () => T): T {
    const before = this.#scope;
    this.#scope = before ? `${before}.${scope}` : scope;
    try {
      return build();
    } finally {
      this.#scope = before;
    }
  }

  /** Declares an input of the graph. */
  input(name: string, dtype: DType, shape: readonly number[]): Value {
    const value = this.#value(name, dtype, [...shape]);
    this.#inputs.push(value);
    return value;
  }

  /** Declares a value as an output under a name. */
  output(name: string, value: Value): void {
    this.#nodes.push({
      op: 'Identity',
      domain: '',
      inputs: [value.name],
      outputs: [{ name, dtype: value.dtype, shape: value.shape }],
      attributes: {},
      scope: '',
    });
    this.#outputs.push({ name, dtype: value.dtype, shape: value.shape });
  }

  /** Appends an operation; the caller states the shapes of its outputs. */
  nodes(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly { readonly dtype: DType; readonly shape: readonly number[] }[],
    options: NodeOptions = {},
  ): Value[] {
    const values = outputs.map(({ dtype, shape }) => this.#value(`${op}_${this.#count++}`, dtype, shape));
    for (const value of values)
      if (!value.shape.every((n) => Number.isSafeInteger(n) && n >= 0)) this.fail(`${op} would give ${value.shape}`);
    for (const input of inputs) if (input && input.builder !== this) this.fail(`${op} takes a value of another graph`);
    const attributes = Object.entries(options.attributes ?? {}).filter((entry) => entry[1] !== undefined);
    this.#nodes.push({
      op,
      domain: options.domain ?? '',
      inputs: namesOf(inputs),
      outputs: values.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
      attributes: Object.fromEntries(attributes) as Record<string, Attribute>,
      scope: this.#scope,
    });
    return values;
  }

  /** Appends an operation with one output. */
  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    dtype: DType,
    shape: readonly number[],
    options: NodeOptions = {},
  ): Value {
    return this.nodes(op, inputs, [{ dtype, shape }], options)[0] as Value;
  }

  /** A constant given as data. Small equal constants are stored once. */
  constant(value: Tensor, name?: string): Value {
    const key = name ?? (value.data.length <= 16 ? `${value.dtype} ${value.shape} ${value.data.join()}` : undefined);
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known) return known;
    const made = this.#weight({
      name: name ?? `const_${this.#count++}`,
      dtype: value.dtype,
      shape: value.shape,
      load: () => value,
    });
    if (key !== undefined) this.#constants.set(key, made);
    return made;
  }

  /**
   * A constant computed when the graph is loaded; `load` may read other tensors. When the source holds a tensor of this
   * name, type and shape (written by an earlier run, see `cachedGraph`), that is taken instead. `packed` says what `load` does, where
   * threads can do it.
   */
  derived(
    name: string,
    dtype: DType,
    shape: readonly number[],
    load: () => Promise<Tensor> | Tensor,
    packed?: PackedHalf,
  ): Value {
    const cached = this.#source?.find(name);
    if (cached && cached.dtype === dtype && cached.shape.join() === shape.join())
      return this.#stored(cached, name, shape);
    return this.#weight({ name, dtype, shape: [...shape], load, computed: true, ...(packed && { packed }) });
  }

  #weight(weight: Weight): Value {
    if (!this.#weights.has(weight.name)) this.#weights.set(weight.name, weight);
    return this.#value(weight.name, weight.dtype, weight.shape);
  }

  #stored(info: TensorInfo, name: string, shape: readonly number[]): Value {
    const source = this.source;
    const load = async () => reshaped(await source.read(info.name), shape);
    return this.#weight({
      name,
      dtype: info.dtype,
      shape: [...shape],
      load,
      ...(info.location && { location: info.location }),
    });
  }

  /** Small floats in a file stay mapped and are widened inside the session, which halves the memory of loading. */
  #widened(info: TensorInfo, name: string, shape: readonly number[]): Value {
    const known = this.#constants.get(name);
    if (known) return known;
    let made: Value;
    if (info.dtype === 'f32' || !isFloat(info.dtype)) made = this.#stored(info, name, shape);
    else if (info.location) {
      const raw = this.#stored(info, name, shape);
      made = this.node('Cast', [raw], 'f32', shape, { attributes: { to: { kind: 'int', value: 1 } } });
    } else {
      const source = this.source;
      made = this.derived(`${name}:f32`, 'f32', shape, async () =>
        reshaped(toF32(await source.read(info.name)), shape),
      );
    }
    this.#constants.set(name, made);
    return made;
  }

  /** The tensors that weights come from. */
  get source(): TensorSource {
    return this.#source ?? this.fail('it has no tensor source');
  }

  /** Whether the source has a tensor of this name. */
  has(name: string): boolean {
    return this.#source?.find(name) !== undefined;
  }

  /**
   * Type, shape and place of a stored tensor.
   * @throws AkezoraError `weights_mismatch` when it is missing or has another shape.
   */
  info(name: string, shape?: readonly number[]): TensorInfo {
    return expectTensor(this.source, name, shape);
  }

  /**
   * A stored tensor by name, widened to f32 when it is stored as a smaller float.
   * @throws AkezoraError `weights_mismatch` when it is missing or has another shape.
   */
  weight(name: string, shape?: readonly number[]): Value {
    const info = this.info(name, shape);
    return this.#widened(info, name, info.shape);
  }

  /** A stored tensor with another shape of the same size, e.g. a convolution's kernel as a matrix. */
  weightAs(name: string, shape: readonly number[]): Value {
    const info = this.info(name);
    if (sizeOf(shape) !== sizeOf(info.shape)) this.fail(`${name} is ${showShape(info.shape)}, not ${showShape(shape)}`);
    return this.#widened(info, `${name}@${shape.join('x')}`, shape);
  }

  /** The finished graph. */
  build(): Graph {
    if (this.#outputs.length === 0) this.fail('it has no output');
    return {
      name: this.name,
      inputs: this.#inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
      outputs: this.#outputs,
      nodes: this.#nodes,
      weights: [...this.#weights.values()],
    };
  }
}
