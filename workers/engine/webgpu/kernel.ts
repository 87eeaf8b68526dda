/** What a kernel is: its name, its typed storage bindings, its WGSL and how many workgroups a batch of n needs. */

/** The last two are those of a tensor that is stored in f16 (`inHalf` in half.ts): no kernel is written with them. */
export type ElementType = 'f32' | 'u32' | 'vec4f' | 'vec4u' | 'f16' | 'vec4h'
export interface BindingSpec {
  readonly access: 'read' | 'read_write'
  readonly element: ElementType
}

export const read = (element: ElementType = 'vec4f'): BindingSpec => ({ access: 'read', element })
export const write = (element: ElementType = 'vec4f'): BindingSpec => ({ access: 'read_write', element })

export type Grid = readonly [number, number, number]

export interface KernelSpec<Name extends string = string> {
  readonly name: string
  readonly bindings: Readonly<Record<Name, BindingSpec>>
  /** Declares `main`; storage arrays are in scope by the names of `bindings`, the per-step uniforms as `step`. */
  readonly code: string
  /** Workgroups for a batch of n pictures. */
  readonly grid: (n: number) => Grid
  /** Useful floating-point operations for a batch of n (a multiply-add is two); 0 for what only moves data. */
  readonly flops: (n: number) => number
  /** Swaps registers among the lanes of a quad, which needs the device's feature `subgroups`. */
  readonly subgroups?: boolean
}

/** Keeps the binding names as a type, so that what a plan binds is checked by the compiler. */
export function kernel<Name extends string>(spec: Omit<KernelSpec<Name>, 'flops'> & { flops?: (n: number) => number }): KernelSpec<Name> {
  return { flops: () => 0, ...spec }
}

/** Groups of hyperparameters: one per block and per kind of parameter (0: weight; 1: bias and norm). */
export const GROUPS = 64
/** Size of the per-step uniform in bytes: sixteen words, then the groups. */
export const STEP_BYTES = 64 + GROUPS * 16

/** The uniform that every kernel sees. Its layout is written by `StepUniform` in step.ts. */
const STEP_WGSL = /* wgsl */ `
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, ${GROUPS}>,
}
@group(0) @binding(0) var<uniform> step: Step;
`

const ELEMENT_BYTES: Record<ElementType, number> = { f32: 4, u32: 4, vec4f: 16, vec4u: 16, f16: 2, vec4h: 8 }

const isHalf = (element: ElementType): boolean => element === 'f16' || element === 'vec4h'

/**
 * The whole shader module of a kernel.
 * @param bytes of what is bound to each storage binding, in their order. They become the arrays' sizes: of an array of unknown size the browser's
 * bounds check takes the length at every access, for which SwiftShader divides, at the cost of several loads.
 */
export function kernelSource(spec: KernelSpec, bytes: readonly number[]): string {
  const names = Object.keys(spec.bindings)
  const bindings = names.map((name, i) => {
    const { access, element } = spec.bindings[name]!
    const size = Math.floor(bytes[i]! / ELEMENT_BYTES[element])
    return `@group(0) @binding(${i + 1}) var<storage, ${access}> ${name}: array<${element}, ${size}>;`
  })
  // Swaps stand in loops whose bounds are the same for a whole quad, which the compiler cannot see.
  const head = spec.subgroups ? 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n' : ''
  const half = names.some((name) => isHalf(spec.bindings[name]!.element)) ? 'enable f16;\n' : ''
  return `${half}${head}${STEP_WGSL}${bindings.join('\n')}\n${spec.code}`
}

/** Workgroups that WebGPU's default limits allow in one dimension. */
const MOST_GROUPS = 65535

/**
 * A grid whose rows go on in the third dimension, where there are `layers`, once they are more than one dimension takes. The kernel finds its place by
 * `unfolded(layers)`, and has some rows too many, which it passes over.
 */
export function foldedGrid(columns: number, rows: number, layers: number, most = MOST_GROUPS): Grid {
  const folds = Math.ceil(rows / most)
  return [columns, Math.ceil(rows / folds), layers * folds]
}

/** WGSL that declares `wg`, a workgroup's column, row and layer, from `id` (workgroup_id) and `wgs` (num_workgroups) of a `foldedGrid`. */
export const unfolded = (layers: number): string => `let wg = vec3u(id.x, id.z / ${layers}u * wgs.y + id.y, id.z % ${layers}u);`

/** The parameters of `main` that `unfolded` needs. */
export const FOLDED = '@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u'

/** A grid of workgroups of `size` threads over `count` items, folded to two dimensions where one would pass WebGPU's limit of 65,535. */
export function grid1d(count: number, size = 64): Grid {
  const groups = Math.max(1, Math.ceil(count / size))
  if (groups <= MOST_GROUPS) return [groups, 1, 1]
  const rows = Math.ceil(groups / 32768)
  return [Math.ceil(groups / rows), rows, 1]
}

/** WGSL for a one-dimensional kernel over `grid1d`: declares `main`, with `i` the item's index; `count` is a WGSL expression (u32). */
export function over(count: string, body: string, size = 64): string {
  return /* wgsl */ `
@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * ${size}u + lane;
  if (i >= ${count}) { return; }
  ${body}
}`
}
