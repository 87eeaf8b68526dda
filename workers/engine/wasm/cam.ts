/** Grad-CAM (Selvaraju et al. 2017) from the last activation: the head's gradient is small enough for plain JavaScript. */
import { mapShape } from '../../model/layer'
import { type ModelSpec, outputShapes } from '../../model/spec'
import { wasmForm } from '../../operations/wasm'
import type { HeadStep } from './plan/form'

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

/** d logit / d features of one picture. @throws Error where a head has a layer that tells no gradient */
function headGradient(spec: ModelSpec, features: Float32Array, label: number, { param }: Seen): Float64Array {
  const head = spec.layers.slice(spec.layers.findIndex(({ id }) => id === spec.features) + 1)
  const steps: HeadStep[] = []
  let value = Float64Array.from(features)
  for (const layer of head) {
    const step = wasmForm(layer).inHead?.(layer, value, (suffix) => param(`${layer.id}.${suffix}`))
    if (!step) throw new Error(`Grad-CAM knows no ${layer.op} in a head.`)
    steps.push(step)
    value = step.y
  }
  const chosen = new Float64Array(value.length)
  chosen[label] = 1
  return steps.reduceRight((gradient, step) => step.back(gradient), chosen)
}
