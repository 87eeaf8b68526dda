/** Means and maxima. */
import type { HalfForm } from '../../export/halfForm'
import type { MeanMaxLayer } from './facts'

export const meanmax: HalfForm<MeanMaxLayer> = ({ over }, [x]) => {
  const { data, c, h, w } = x!
  const places = h * w
  if (over === 'places') {
    const out = new Float32Array(4 * c)
    for (let i = 0; i < c; i++) {
      const { mean, most } = meanAndMost(data.subarray(i * places, (i + 1) * places))
      out.set([mean, mean, most, most], 4 * i)
    }
    return { data: out, c, h: 2, w: 2 }
  }
  const out = new Float32Array(2 * places)
  for (let place = 0; place < places; place++) {
    const { mean, most } = meanAndMost(Float32Array.from({ length: c }, (_, i) => data[i * places + place]!))
    out[place] = mean
    out[places + place] = most
  }
  return { data: out, c: 2, h, w }
}

/** NaN stays NaN. */
function meanAndMost(values: Float32Array): { readonly mean: number; readonly most: number } {
  let [sum, most] = [0, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    sum += value
    most = Math.max(most, value)
  }
  return { mean: sum / values.length, most }
}
