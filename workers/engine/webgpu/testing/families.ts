/** Which kernels the WebGPU implementation under test is held to, and how many shapes of each. */
import type { KernelFamily } from '../device'
import { ALL_SHAPES, cases } from './all-shapes'

/** Whether the tests run in Deno, on wgpu: there compiling takes a hundredth of what SwiftShader needs, and there are no subgroups. */
export const IN_DENO = 'Deno' in globalThis

/** Families that a whole net is trained with: usually the one that such an adapter gets. */
export const WHOLE: readonly KernelFamily[] = IN_DENO
  ? ALL_SHAPES
    ? ['tiles', 'registers']
    : ['tiles']
  : ALL_SHAPES
    ? ['quads', 'tiles', 'registers']
    : ['quads']

/** Families whose kernels are run one by one: in Dawn on SwiftShader `quads`, and of the others what shows that they mean there what they mean in wgpu. */
export const FAMILIES: readonly KernelFamily[] = IN_DENO ? ['tiles', 'registers'] : ['quads', 'tiles', 'registers']

/** Case numbers for a family. @param core those of a family that the other implementation has all of */
export const casesOf = (family: KernelFamily, sample: number, core: readonly number[]): readonly number[] =>
  IN_DENO || family === 'quads' || ALL_SHAPES ? cases(sample) : core
