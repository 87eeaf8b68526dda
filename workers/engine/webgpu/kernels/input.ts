/** From bytes to the network's input: `[n, size, size, 4]`, normalised by ImageNet's mean and deviation, the fourth channel zero. */
import { MEAN, STD } from '../../engine'
import { grid1d, kernel, over, read, write } from '../kernel'

const SCALE = STD.map((std) => 1 / (255 * std))
const SHIFT = MEAN.map((mean, c) => -mean / STD[c]!)

/** WGSL: a pixel of the network's input from `rgb`, a vec3f of 0..255: (rgb / 255 - mean) / std. */
export const NORMALISE = (rgb: string): string => `vec4f(fma(${rgb}, vec3f(${SCALE.join(', ')}), vec3f(${SHIFT.join(', ')})), 0.0)`

/** x = (bytes / 255 - mean) / std. `pixels` holds RGB bytes, four to a word. */
export function normalisePixels(size: number) {
  return kernel({
    name: `normalise ${size}`,
    bindings: { pixels: read('u32'), x: write() },
    code: /* wgsl */ `
fn byte(at: u32) -> f32 { return f32((pixels[at / 4u] >> (at % 4u * 8u)) & 255u); }
${over(`step.n * ${size * size}u`, `x[i] = ${NORMALISE('vec3f(byte(i * 3u), byte(i * 3u + 1u), byte(i * 3u + 2u))')};`)}`,
    grid: (n) => grid1d(n * size * size),
  })
}
