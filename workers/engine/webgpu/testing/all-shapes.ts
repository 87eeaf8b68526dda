/** Whether tests run everything (`TRAINYARD_ALL_SHAPES=1 npx vitest run workers/engine/webgpu`) or the sample that fits a CPU adapter. */
export const ALL_SHAPES = process.env.TRAINYARD_ALL_SHAPES === '1'
/** Compiling dominates on a CPU adapter, and other work may share the machine. */
export const WITHIN = ALL_SHAPES ? 3_600_000 : 900_000
/** What every kernel is held to: the L2 norm of the difference over that of the float64 reference, over the whole tensor. */
export const TOLERANCE = 1e-5

/** Case numbers: a sample by default, all twenty with TRAINYARD_ALL_SHAPES=1. */
export const cases = (sample: number): number[] => Array.from({ length: ALL_SHAPES ? 20 : sample }, (_, i) => i)
