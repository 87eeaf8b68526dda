/** Rounding to whole numbers in an ONNX file: QuantizeLinear and DequantizeLinear around layers, which runtimes take together with them. */
import onnxProto, { type onnx as Proto } from 'onnx-proto'
import { toFloat32 } from '../model/safetensors'
import type { Whole } from './int8'
import { int, type OnnxWriter } from './onnxForm'
import type { Rounding } from './rounding'

const { FLOAT, INT8, UINT8, INT32, INT64 } = onnxProto.onnx.TensorProto.DataType

/** A file being written. */
export interface WholeWriter {
  readonly node: OnnxWriter['node']
  readonly tensors: Proto.ITensorProto[]
}

type Numbers = Float32Array | Int8Array | Uint8Array | Int32Array

const typeOf = (data: Numbers): number =>
  data instanceof Float32Array ? FLOAT : data instanceof Int8Array ? INT8 : data instanceof Uint8Array ? UINT8 : INT32

function held({ tensors }: WholeWriter, name: string, dims: readonly number[], data: Numbers): string {
  tensors.push({ name, dims: [...dims], dataType: typeOf(data), rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) })
  return name
}

/** Rounds a value; @returns the name of the rounded one */
export function roundedValue(to: WholeWriter, id: string, value: string, { scale, zero }: Rounding): string {
  const by = [held(to, `${id}.whole.scale`, [], Float32Array.of(scale)), held(to, `${id}.whole.zero`, [], Uint8Array.of(zero))]
  return to.node('DequantizeLinear', [to.node('QuantizeLinear', [value, ...by], `${id}.whole`), ...by], `${id}.rounded`)
}

/** A parameter in whole numbers, its outputs along an axis; @returns the name of its values */
export function wholeValue(to: WholeWriter, name: string, shape: readonly number[], { numbers, scales }: Whole, axis: 0 | 1 = 0): string {
  const outputs = scales.length
  const inputs = [held(to, `${name}.whole`, shape, numbers), held(to, `${name}.scale`, [outputs], scales)]
  // A bias has no zero point to name: that of 32 bits is 0.
  if (numbers instanceof Int8Array) inputs.push(held(to, `${name}.zero`, [outputs], new Int8Array(outputs)))
  return to.node('DequantizeLinear', inputs, name, [int('axis', axis)])
}

/**
 * A tensor of a file as f32.
 * @throws Error where its numbers are of a type that is not written
 */
export function floatsOf({ name, dataType, rawData }: Proto.ITensorProto): Float32Array {
  const bytes = rawData ?? new Uint8Array()
  const aligned = () => bytes.slice().buffer
  switch (dataType) {
    case INT8:
      return new Float32Array(new Int8Array(aligned()))
    case UINT8:
      return new Float32Array(bytes)
    case INT32:
      // Beyond 2^24 a bias loses its last bits, which are below any that a sum of f32 has.
      return new Float32Array(new Int32Array(aligned()))
    case INT64:
      // Places and shapes, all of them small.
      return Float32Array.from(new BigInt64Array(aligned()), Number)
    case FLOAT:
      return toFloat32('F32', bytes)
    case onnxProto.onnx.TensorProto.DataType.FLOAT16:
      return toFloat32('F16', bytes)
    default:
      throw new Error(`the ONNX file's tensor ${name} has numbers of a type that this program does not write`)
  }
}
