/** What joins the graphs of several networks in one ONNX file: mirror images before them, shares of their answers behind. Written, and compared when the file is read back. */
import onnxProto, { type onnx as Proto } from 'onnx-proto'
import type { OnnxGraph } from '../onnx'
import { int, ints } from '../onnxForm'

const { onnx } = onnxProto
const { FLOAT, INT64 } = onnx.TensorProto.DataType

/** Whatever belongs to the member of a place is called so first. */
export const prefixOf = (place: number): string => `member${place + 1}/`

interface Joined {
  /** Names of the inputs and their sides, px. */
  readonly inputs: readonly { readonly name: string; readonly size: number }[]
  /** The input that each member reads, and its share. */
  readonly members: readonly { readonly input: number; readonly weight: number }[]
  readonly isMirrored: boolean
  readonly classes: number
  /** Place of the member whose similarity is the file's; null where it has none. */
  readonly telling: number | null
}

/** The value that a member reads of an input: the pictures, or those followed by their mirror images. */
export const seen = (input: string, isMirrored: boolean): string => (isMirrored ? `${input}/views` : input)

/**
 * From the inputs `[n, 3, size, size]` to what the members read, and from their `probabilities` to the file's `[n, classes]`, and `similarity` `[n]`.
 * Mirror images follow the pictures along the batch, so that no network stands in the file twice.
 */
export function jointsOf({ inputs, members, isMirrored, classes, telling }: Joined): OnnxGraph {
  const nodes: Proto.INodeProto[] = []
  const tensors: Proto.ITensorProto[] = []
  const node = (opType: string, input: readonly string[], output: string, attribute: Proto.IAttributeProto[] = []) => {
    nodes.push({ opType, input: [...input], output: [output], name: output, attribute })
    return output
  }
  const whole = (name: string, values: readonly number[]) => {
    const data = BigInt64Array.from(values, BigInt)
    tensors.push({ name, dims: [values.length], dataType: INT64, rawData: new Uint8Array(data.buffer) })
    return name
  }
  if (isMirrored)
    for (const { name, size } of inputs) {
      // From the last column to before the first: an end below -size is the first column included.
      const [first, end, axis, step] = [-1, -size - 1, 3, -1].map((value, i) =>
        whole(`${name}/${['start', 'end', 'axis', 'step'][i]}`, [value]),
      )
      const mirrored = node('Slice', [name, first!, end!, axis!, step!], `${name}/mirrored`)
      node('Concat', [name, mirrored], seen(name, true), [int('axis', 0)])
    }
  const shares = members.map(({ weight }, place) => {
    const name = `share${place + 1}`
    tensors.push({ name, dims: [], dataType: FLOAT, rawData: new Uint8Array(Float32Array.of(weight).buffer) })
    return node('Mul', [`${prefixOf(place)}probabilities`, name], `answer${place + 1}`)
  })
  const similarity = telling === null ? null : `${prefixOf(telling)}similarity`
  if (!isMirrored) {
    node('Sum', shares, 'probabilities')
    if (similarity) node('Identity', [similarity], 'similarity')
    return { nodes, tensors }
  }
  const all = node('Sum', shares, 'answers')
  const views = node('Reshape', [all, whole('answers/shape', [2, -1, classes])], 'answers/views')
  node('ReduceMean', [views], 'probabilities', [ints('axes', [0]), int('keepdims', 0)])
  if (similarity) {
    const both = node('Reshape', [similarity, whole('similarity/shape', [2, -1])], 'similarity/views')
    tensors.push({ name: 'similarity/plain', dims: [], dataType: INT64, rawData: new Uint8Array(new BigInt64Array(1).buffer) })
    node('Gather', [both, 'similarity/plain'], 'similarity', [int('axis', 0)])
  }
  return { nodes, tensors }
}

/** A graph as a text in which two that compute the same are equal. */
export function graphText({ nodes, tensors }: OnnxGraph): string {
  const attributes = (all: Proto.INodeProto['attribute']) =>
    (all ?? []).map(({ name, i, f, ints: many }) => [name, Number(i ?? 0), f ?? 0, (many ?? []).map(Number)])
  return JSON.stringify([
    nodes.map(({ opType, input, output, attribute }) => [opType, input, output, attributes(attribute)]),
    tensors.map(({ name, dims, rawData }) => [name, (dims ?? []).map(Number), [...(rawData ?? [])]]),
  ])
}
