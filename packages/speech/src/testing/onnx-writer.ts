/**
 * Writes ONNX models by hand: just enough of protocol buffers and of the ONNX schema for models of a few nodes.
 * For tests of what loads models; field numbers are those of onnx.proto.
 */

/** A number (varint) or bytes or text at a field. */
function field(number: number, value: number | bigint | string | Uint8Array): Uint8Array {
  if (typeof value === 'number' || typeof value === 'bigint') return join([varint(number << 3), varint(value)])
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  return join([varint((number << 3) | 2), varint(bytes.length), bytes])
}

function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return Uint8Array.from([...bytes, Number(rest)])
}

const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))

const FLOAT = 1
const INT64 = 7

/** A constant inside a model. */
export function tensor(name: string, dimensions: readonly number[], data: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const type = data instanceof Float32Array ? FLOAT : INT64
  return join([...dimensions.map((size) => field(1, size)), field(2, type), field(8, name), field(9, bytes)])
}

export type NodeAttributes = Readonly<Record<string, number | readonly number[]>>

/** One operation of a model. */
export function node(
  operation: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: NodeAttributes = {},
): Uint8Array {
  return join([
    ...inputs.map((name) => field(1, name)),
    ...outputs.map((name) => field(2, name)),
    field(4, operation),
    ...Object.entries(attributes).map(([name, value]) => field(5, attribute(name, value))),
  ])
}

const attribute = (name: string, value: number | readonly number[]): Uint8Array =>
  typeof value === 'number'
    ? join([field(1, name), field(3, value), field(20, 2)])
    : join([field(1, name), ...value.map((item) => field(8, item)), field(20, 7)])

/** An input or output: its element type and its dimensions, numbers or names of free ones. */
export interface Port {
  readonly name: string
  readonly type: 'float' | 'int64'
  readonly dimensions: readonly (number | string)[]
}

function portBytes({ name, type, dimensions }: Port): Uint8Array {
  const shape = join(dimensions.map((size) => field(1, field(typeof size === 'number' ? 1 : 2, size))))
  const tensorType = join([field(1, type === 'float' ? FLOAT : INT64), field(2, shape)])
  return join([field(1, name), field(2, field(1, tensorType))])
}

export interface ModelParts {
  readonly nodes: readonly Uint8Array[]
  readonly constants: readonly Uint8Array[]
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /** Notes that a loader reads, such as the vocabulary's size. */
  readonly notes: Readonly<Record<string, string | number>>
}

/** A whole model file (IR version 8, operator set 13). */
export function encodeModel({ nodes, constants, inputs, outputs, notes }: ModelParts): Uint8Array {
  const graph = join([
    ...nodes.map((bytes) => field(1, bytes)),
    field(2, 'tiny'),
    ...constants.map((bytes) => field(5, bytes)),
    ...inputs.map((port) => field(11, portBytes(port))),
    ...outputs.map((port) => field(12, portBytes(port))),
  ])
  const operators = join([field(1, ''), field(2, 13)])
  const properties = Object.entries(notes).map(([key, value]) =>
    field(14, join([field(1, key), field(2, String(value))])),
  )
  return join([field(1, 8), field(2, 'parley-tests'), field(7, graph), field(8, operators), ...properties])
}
