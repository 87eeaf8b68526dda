/** Inputs of a schema that together have every value of every union in it: what is added to a schema later is covered without a word. */
import { type GenericSchema, is } from 'valibot'

/** A valibot schema as it lies in memory, as far as it is walked here. */
interface Node {
  readonly type: string
  readonly options?: readonly unknown[]
  readonly literal?: unknown
  readonly wrapped?: Node
  readonly item?: Node
  readonly entries?: Readonly<Record<string, Node>>
  /** What it asks of values besides their type. */
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[]
}

const TEXTS = ['a text', 'run-1', 'a.safetensors', '2026-01-01T00:00:00.000Z', 'AAAAAA==']
const NUMBERS = [0.5, 1, 0.9]

/** @param unknowns what stands for a value that the schema does not describe */
export function examplesOf(schema: GenericSchema, unknowns: readonly unknown[] = []): unknown[] {
  return walk(schema as unknown as Node, unknowns)
}

function walk(node: Node, unknowns: readonly unknown[]): unknown[] {
  const inside = (child: Node | undefined) => walk(child!, unknowns)
  switch (node.type) {
    case 'picklist':
      return [...node.options!]
    case 'literal':
      return [node.literal]
    case 'union':
    case 'variant':
      return node.options!.flatMap((option) => inside(option as Node))
    case 'nullable':
      return [...inside(node.wrapped), null]
    case 'optional':
      return [...inside(node.wrapped), undefined]
    case 'array':
      return [ofLength(node, atLeastTwo(inside(node.item)))]
    case 'object':
      return objectsOf(node, inside)
    case 'record':
      return [{}]
    case 'string':
      return [TEXTS.find((text) => is(node as unknown as GenericSchema, text))]
    case 'number':
      return NUMBERS.filter((value) => is(node as unknown as GenericSchema, value))
    case 'boolean':
      return [true, false]
    case 'nan':
      return [Number.NaN]
    case 'unknown':
      return [...unknowns]
    default:
      throw new Error(`no example is known of a schema of type ${node.type}`)
  }
}

/** As many as the schema of the list wants, where it wants so many. */
function ofLength({ pipe }: Node, values: unknown[]): unknown[] {
  const wanted = pipe?.find(({ type }) => type === 'length')?.requirement
  return typeof wanted === 'number' ? Array.from({ length: wanted }, (_, i) => values[i % values.length]) : values
}

/** Some lists may not have one element alone. */
const atLeastTwo = (values: unknown[]): unknown[] => (values.length === 1 ? [values[0], values[0]] : values)

/** Where the object has a check that lists of examples do not pass, its lists are empty: a matrix without cells is one. */
function objectsOf(node: Node, inside: (child: Node) => unknown[]): unknown[] {
  const fields = Object.entries(node.entries!).map(([key, child]) => [key, inside(child), child.type] as const)
  const made = objects(fields.map(([key, values]) => [key, values]))
  const passes = (value: unknown) => is(node as unknown as GenericSchema, value)
  if (made.some(passes)) return made
  const empty = objects(fields.map(([key, values, type]) => [key, type === 'array' ? [[]] : values])).filter(passes)
  return empty.length > 0 ? empty : made
}

/** As many objects as the field with the most values has, each field taking its values in turn. */
function objects(fields: readonly (readonly [string, readonly unknown[]])[]): unknown[] {
  const rounds = Math.max(...fields.map(([, values]) => values.length))
  return Array.from({ length: rounds }, (_, i) => Object.fromEntries(fields.map(([key, values]) => [key, values[i % values.length]])))
}
