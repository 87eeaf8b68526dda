/**
 * What is looked at to show where a network looks: the map that its features average, for Grad-CAM; or where it has none, what the class token of its last
 * attention takes of each patch, the mean of all heads (Caron et al. 2021), which is the same for every class.
 */
import { type AttentionLayer, isAttention } from '../operations/attention/facts'
import { type MapShape, mapShape } from './layer'
import { type ModelSpec, outputShapes } from './spec'

export interface Seen {
  /** Id of the layer whose output is looked at. */
  readonly id: string
  /** The attention that reads it; null where it is a map for Grad-CAM. */
  readonly attention: AttentionLayer | null
  /** Height and width of what is shown. */
  readonly height: number
  readonly width: number
  readonly shape: MapShape
}

/** Whether attention is shown, not Grad-CAM. */
export const showsAttention = ({ layers, cam }: Pick<ModelSpec, 'layers' | 'cam'>): boolean =>
  layers.some((layer) => layer.id === cam && isAttention(layer))

/** @throws Error where what is to be looked at is no map */
export function seenOf(spec: Pick<ModelSpec, 'layers' | 'cam'>, imageSize: number): Seen {
  const shapes = outputShapes(spec, imageSize)
  const layer = spec.layers.find(({ id }) => id === spec.cam)
  if (!layer || !isAttention(layer)) {
    const shape = mapShape(shapes.get(spec.cam))
    return { id: spec.cam, attention: null, height: shape[0], width: shape[1], shape }
  }
  const id = layer.inputs[0]!
  const shape = mapShape(shapes.get(id))
  // The class token stands before the patches of a square.
  const side = Math.sqrt(shape[1] - 1)
  return { id, attention: layer, height: side, width: side, shape }
}
