/** What a kind of layer is in an ONNX file, written and read. Each operation's folder has one. */
import onnxProto, { type onnx as Proto } from 'onnx-proto'
import type { PortableLayer } from '../model/portable'
import type { Param } from '../model/spec'
import type { Builder } from './builder'

const { INT, INTS, FLOAT } = onnxProto.onnx.AttributeProto.AttributeType

export type Attribute = Proto.IAttributeProto
export const int = (name: string, i: number): Attribute => ({ name, type: INT, i })
export const ints = (name: string, values: number[]): Attribute => ({ name, type: INTS, ints: values })
export const real = (name: string, f: number): Attribute => ({ name, type: FLOAT, f })
export const four = (n: number): number[] => [n, n, n, n]

/** A graph being written. */
export interface OnnxWriter {
  /** @returns the name of its output */
  node(opType: string, inputs: readonly string[], output: string, attributes?: Attribute[]): string
  /** Id of the layer whose output the head reads: a row of values, where other poolings give maps. */
  readonly features: string
  /** Adds a number that a node reads; @returns its name */
  number(name: string, value: number): string
  /** Adds a parameter of a layer; @returns its name */
  param(layer: PortableLayer, suffix: string): string
}

/** A node being read. */
export interface OnnxNode {
  readonly id: string
  /** Names of its inputs, which Cast, Identity and Flatten do not change. */
  readonly inputs: readonly string[]
  /** The first of a list of numbers, or a single one. */
  number(name: string, otherwise: number): number
  /** @throws Error where the file has no such tensor */
  tensor(name: string | undefined): Param
}

export interface OnnxForm<L extends PortableLayer> {
  /** Writes a layer; @returns the name of its output */
  write(to: OnnxWriter, layer: L, inputs: readonly string[]): string
  /** By the types of the nodes that it writes and that are more than a name, what is made of one. */
  readonly read: Readonly<Record<string, (node: OnnxNode, into: Builder) => void>>
}
