/** What a kind of layer is in an ONNX file, written and read. Each operation's folder has one. */
import onnxProto, { type onnx as Proto } from 'onnx-proto'
import type { MapShape } from '../model/layer'
import type { Param } from '../model/spec'
import type { PortableLayer } from '../operations/facts'
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
  /** Adds whole numbers that a node reads: places, shapes; @returns their name */
  integers(name: string, values: readonly number[], scalar?: boolean): string
  /** Adds an array that a node reads; @returns its name */
  array(name: string, shape: readonly number[], data: Float32Array): string
  /** Height, width and channels of an output. */
  shape(id: string): MapShape
  /** Values of a parameter of a layer. */
  values(layer: PortableLayer, suffix: string): Float32Array
  /** Adds a parameter of a layer; @returns its name */
  param(layer: PortableLayer, suffix: string): string
  /** Adds a parameter `[outs, ins]` of a layer as `[ins, outs]`; @returns its name */
  turned(layer: PortableLayer, suffix: string): string
}

/** A node being read. */
export interface OnnxNode {
  readonly id: string
  /** Names of its inputs, which Cast, Identity and Flatten do not change. */
  readonly inputs: readonly string[]
  /** The first of a list of numbers, or a single one. */
  number(name: string, otherwise: number): number
  /** A list of numbers; empty where there is none. */
  numbers(name: string): readonly number[]
  /** @throws Error where the file has no such tensor */
  tensor(name: string | undefined): Param
  /** Whether a name is a tensor of the file. */
  isTensor(name: string | undefined): boolean
  /** The node that gives an input; undefined where it is the network's or a tensor. */
  from(at: number): OnnxNode | undefined
  readonly type: string
}

export interface OnnxForm<L extends PortableLayer> {
  /** Writes a layer; @returns the name of its output */
  write(to: OnnxWriter, layer: L, inputs: readonly string[]): string
  /** By the types of the nodes that it writes and that change a value, what is made of one. Several operations may write nodes of a type. */
  readonly read: OnnxReaders
  /** Types of nodes that it writes and that change no value: whatever reads one reads through it. */
  readonly through?: readonly string[]
  /** How runtimes do a layer in whole numbers. Left out where what it gives stays f32, whoever reads it. */
  whole?(layer: L): WholeKind
}

/**
 * How runtimes do a layer in whole numbers (`int8.ts`): it has weights; it has weights, but its bias is added in f32 and what it gives stays f32; it does no
 * more to a value than a rounding from 0 on does; it picks among values and keeps their rounding; it makes others; or it reads and makes them in f32, and they
 * are rounded only for layers with weights.
 */
export type WholeKind = 'weighs' | 'multiplies' | 'clips' | 'picks' | 'makes' | 'float'

/** What is made of a node; false where it is another operation's. */
type OnnxReader = (node: OnnxNode, into: Builder) => unknown
export type OnnxReaders = Readonly<Record<string, OnnxReader>>
