/** A third output of an ONNX file, `similarity` `[batch]`: how like the pictures that were learned from each is (`metrics/prototypes.ts`), in f32 whatever the file's precision. */
import onnxProto, { type onnx as Proto } from 'onnx-proto'
import { LEAST_NORM, type Prototypes } from '../metrics/prototypes'

const { onnx } = onnxProto
const { FLOAT } = onnx.TensorProto.DataType
const { INT, INTS } = onnx.AttributeProto.AttributeType

/** Whether a node is one of `similarityNodes`, by what those are called; no layer is called so. */
export const isOfSimilarity = ({ name }: Proto.INodeProto): boolean => name?.startsWith('similarity') === true

/** @param features the value of the pooled features, `[batch, width]` */
export function similarityNodes(
  features: string,
  { vectors, width }: Prototypes,
): { readonly nodes: Proto.INodeProto[]; readonly tensors: Proto.ITensorProto[] } {
  const count = vectors.length / width
  const transposed = Float32Array.from({ length: vectors.length }, (_, i) => vectors[(i % count) * width + Math.floor(i / count)]!)
  const tensor = (name: string, dims: number[], data: Float32Array): Proto.ITensorProto => ({
    ...{ name, dims, dataType: FLOAT },
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  })
  const node = (opType: string, input: string[], output: string, attribute: Proto.IAttributeProto[] = []): Proto.INodeProto => ({
    ...{ opType, input, output: [output], name: output, attribute },
  })
  const over = (keepdims: number): Proto.IAttributeProto[] => [
    { name: 'axes', type: INTS, ints: [1] },
    { name: 'keepdims', type: INT, i: keepdims },
  ]
  return {
    nodes: [
      node('Cast', [features], 'similarity.features', [{ name: 'to', type: INT, i: FLOAT }]),
      node('ReduceL2', ['similarity.features'], 'similarity.norm', over(1)),
      node('Max', ['similarity.norm', 'similarity.least'], 'similarity.divisor'),
      node('Div', ['similarity.features', 'similarity.divisor'], 'similarity.unit'),
      node('MatMul', ['similarity.unit', 'similarity.prototypes'], 'similarity.cosines'),
      node('ReduceMax', ['similarity.cosines'], 'similarity', over(0)),
    ],
    tensors: [tensor('similarity.prototypes', [width, count], transposed), tensor('similarity.least', [1], Float32Array.of(LEAST_NORM))],
  }
}

/**
 * The prototypes of a file's output `similarity`.
 * @param nodes all of the file's
 * @param tensor gives one of the file's by its name
 * @param isFeatures whether a value is the pooled features
 * @throws Error where the output is computed otherwise than `similarityNodes` has it
 */
export function readSimilarity(
  nodes: readonly Proto.INodeProto[],
  tensor: (name: string) => { readonly shape: readonly number[]; readonly data: Float32Array },
  isFeatures: (value: string) => boolean,
): Prototypes {
  const { shape, data } = tensor('similarity.prototypes')
  const [width = 0, count = 0] = shape
  const vectors = Float32Array.from({ length: data.length }, (_, i) => data[(i % width) * count + Math.floor(i / width)]!)
  const own = nodes.filter(isOfSimilarity)
  const features = own[0]?.input?.[0] ?? ''
  const wanted = similarityNodes(features, { vectors, width })
  const isSame = textOf(own) === textOf(wanted.nodes) && tensor('similarity.least').data[0] === Math.fround(LEAST_NORM)
  if (!isSame || !isFeatures(features) || vectors.some((value) => !Number.isFinite(value)))
    throw new Error('the ONNX file finds the similarity in another way')
  return { width, vectors }
}

const textOf = (nodes: readonly Proto.INodeProto[]): string =>
  JSON.stringify(
    nodes.map(({ opType, input, output, attribute }) => [
      ...[opType, input, output],
      (attribute ?? []).map(({ name, i, ints }) => [name, Number(i ?? 0), (ints ?? []).map(Number)]),
    ]),
  )
