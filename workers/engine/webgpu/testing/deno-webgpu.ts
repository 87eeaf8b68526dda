/** Stands in for the package `webgpu` where tests run in Deno, which has WebGPU itself: by wgpu, not by Dawn. */

/** @throws Error where this is not Deno with `--unstable-webgpu` */
export function create(): GPU {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu
  if (!gpu) throw new Error('This is no Deno with WebGPU: run these tests by `npm run unit:deno`.')
  return gpu
}

/** WebGPU's classes, where Dawn's Node binding has them. */
export const globals: object = globalThis
