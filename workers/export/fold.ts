/** A network as it answers: BatchNorm in evaluation mode folded into the convolution before it, the same function with fewer operations. */
import { mapShape, paramName } from '../model/layer'
import { outputShapes, type ParamMap } from '../model/spec'
import { type Step, stepsOf, usersOf } from '../model/steps'
import { factsOf, isPortable, type PortableLayer } from '../operations/facts'
import { FOLD_CHAINS, foldForm } from '../operations/fold'
import type { Folded } from './foldForm'
import { type ExportModel, paramOf } from './model'

/** What the files hold: every convolution has a bias, there is neither BatchNorm nor dropout; `inputs` are ids of layers that remain. */
export interface InferenceNetwork {
  readonly layers: readonly PortableLayer[]
  readonly params: ParamMap
}

/**
 * Every `conv` joined with the `bn` that alone reads it; a `bn` that follows something else is a convolution of each channel by itself; dropout is taken out
 * (`operations/*\/fold.ts`). Positions of tokens are those of pictures of the size that is said. Ids are those of the last layer that was joined.
 */
export function inferenceNetwork({ spec, params, imageSize }: Pick<ExportModel, 'spec' | 'params' | 'imageSize'>): InferenceNetwork {
  const renamed = new Map<string, string>()
  const layers: PortableLayer[] = []
  const out: ParamMap = new Map()
  const param = (name: string) => paramOf(params, name).data
  const shapes = outputShapes(spec, imageSize)
  const shape = (id: string) => mapShape(shapes.get(id))
  for (const step of stepsOf(spec.layers, { users: usersOf(spec.layers), chains: FOLD_CHAINS })) {
    const inputs = step.inputs.map((id) => renamed.get(id) ?? id)
    const form = foldForm(step.first)
    const folded = form ? form.fold(step, inputs, param, shape) : asItIs(step, inputs, param)
    if (!folded) {
      renamed.set(step.id, inputs[0]!)
      continue
    }
    const { layer, params: own } = folded
    layers.push(layer)
    for (const { suffix, shape } of factsOf(layer).params(layer)) out.set(paramName(layer, suffix), { shape, data: own[suffix]! })
  }
  return { layers, params: out }
}

/** @throws Error where a network that answers has no such layer, so that its folder ought to say what becomes of it */
function asItIs({ first }: Step, inputs: readonly string[], param: (name: string) => Float32Array): Folded {
  if (!isPortable(first)) throw new Error(`${first.op} has no fold.ts, though it is none of a network that answers`)
  const own = factsOf(first).params(first)
  return {
    layer: { ...first, inputs },
    params: Object.fromEntries(own.map(({ suffix }) => [suffix, param(paramName(first, suffix))])),
  }
}
