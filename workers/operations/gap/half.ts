/** Global average pooling. */
import type { HalfForm } from '../../export/halfForm'
import type { GlobalPoolLayer } from './facts'

export const gap: HalfForm<GlobalPoolLayer> = (_, [x]) => {
  const { data, c, h, w } = x!
  const size = h * w
  const mean = (i: number) => data.subarray(i * size, (i + 1) * size).reduce((a, b) => a + b, 0) / size
  return { data: Float32Array.from({ length: c }, (_, i) => mean(i)), c, h: 1, w: 1 }
}
