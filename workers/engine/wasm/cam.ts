/** Grad-CAM (Selvaraju et al. 2017) from the last activation: the head's gradient is small enough for plain JavaScript. */
import { ACTIVATIONS } from '../../model/activations'
import { mapShape } from '../../model/layer'
import { type ModelSpec, outputShapes } from '../../model/spec'

interface Seen {
  /** `[n, height, width, channels]`, before the pooling. */
  readonly activation: Float32Array
  /** `[n, channels]`, after it. */
  readonly features: Float32Array
  /** A parameter of the head, `[out, in]` or `[out]`. */
  param(name: string): Float32Array
}

/** `relu(sum_c mean_hw(d logit / d A_c) A_c)` for each picture's class, unnormalised, `[n, height, width]`; dropout does nothing here. */
export function classActivation(
  spec: ModelSpec,
  imageSize: number,
  classes: Int32Array,
  seen: Seen,
): { height: number; width: number; maps: Float32Array } {
  const [height, width, channels] = mapShape(outputShapes(spec, imageSize).get(spec.cam))
  const places = height * width
  const maps = new Float32Array(classes.length * places)
  classes.forEach((label, picture) => {
    const features = seen.features.subarray(picture * channels, (picture + 1) * channels)
    const slopes = headGradient(spec, features, label, seen)
    for (let place = 0; place < places; place++) {
      const at = (picture * places + place) * channels
      let sum = 0
      for (let c = 0; c < channels; c++) sum += slopes[c]! * seen.activation[at + c]!
      // The pooling's own 1 / places, once.
      maps[picture * places + place] = Math.max(0, sum / places)
    }
  })
  return { height, width, maps }
}

/** d logit / d features of one picture. */
function headGradient(spec: ModelSpec, features: Float32Array, label: number, { param }: Seen): Float64Array {
  const head = spec.layers.slice(spec.layers.findIndex(({ id }) => id === spec.features) + 1)
  let value = Float64Array.from(features)
  /** Each layer's gradient by its input, given that by its output. */
  const back: ((gradient: Float64Array<ArrayBuffer>) => Float64Array<ArrayBuffer>)[] = []
  for (const layer of head) {
    if (layer.op === 'linear') {
      const { inFeatures, outFeatures } = layer
      const [w, b] = [param(`${layer.id}.weight`), param(`${layer.id}.bias`)]
      const x = value
      value = Float64Array.from({ length: outFeatures }, (_, o) => {
        let sum = b[o]!
        for (let i = 0; i < inFeatures; i++) sum += w[o * inFeatures + i]! * x[i]!
        return sum
      })
      back.push((gradient) =>
        Float64Array.from({ length: inFeatures }, (_, i) => {
          let sum = 0
          for (let o = 0; o < outFeatures; o++) sum += gradient[o]! * w[o * inFeatures + i]!
          return sum
        }),
      )
    } else if (layer.op === 'activation') {
      const { of, slope } = ACTIVATIONS[layer.kind]
      const x = value
      value = x.map(of)
      back.push((gradient) => gradient.map((g, i) => g * slope(x[i]!)))
    } else if (layer.op !== 'dropout') throw new Error(`Grad-CAM knows no ${layer.op} in a head.`)
  }
  const chosen = new Float64Array(value.length)
  chosen[label] = 1
  return back.reduceRight((gradient, step) => step(gradient), chosen)
}
