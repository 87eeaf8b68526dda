/** From bytes to the network's input: `[n, size, size, 4]`, normalised by ImageNet's mean and deviation, the fourth channel zero. */
import { PIXEL_SCALE, PIXEL_SHIFT } from '../../../model/preprocessing'
import { grid1d, kernel, over, read, write } from '../kernel'

/** x = (bytes / 255 - mean) / std. `pixels` holds RGB bytes, four to a word. */
export function normalisePixels(size: number) {
  return kernel({
    name: `normalise ${size}`,
    bindings: { pixels: read('u32'), x: write() },
    code: /* wgsl */ `
fn byte(at: u32) -> f32 { return f32((pixels[at / 4u] >> (at % 4u * 8u)) & 255u); }
${over(
  `step.n * ${size * size}u`,
  `let rgb = vec3f(byte(i * 3u), byte(i * 3u + 1u), byte(i * 3u + 2u));
  x[i] = vec4f(fma(rgb, vec3f(${PIXEL_SCALE.join(', ')}), vec3f(${PIXEL_SHIFT.join(', ')})), 0.0);`,
)}`,
    grid: (n) => grid1d(n * size * size),
  })
}
