/** A network put together from what a file alone says. */
import { paramName, sizeOf } from '../model/layer'
import { type ModelSpec, type ParamMap, weightOf } from '../model/spec'
import { isAttention } from '../operations/attention/facts'
import { factsOf, type LayerSpec, poolingOf } from '../operations/facts'
import type { NoneOfExport } from './answering'
import type { Roundings } from './rounding'

/** A network rebuilt from a file alone. */
export interface ReadBack {
  readonly spec: ModelSpec
  readonly params: ParamMap
  readonly classes: readonly string[]
  readonly imageSize: number
  /** Values that it rounds, where it is one of whole numbers. */
  readonly roundings?: Roundings
  /** How it tells pictures that are none of the classes, null where it does not; undefined where that stands elsewhere than in the network. */
  readonly noneOf?: Pick<NoneOfExport, 'prototypes' | 'threshold'> | null
}

/** Where a layer stands until the whole network is known. */
export const SOMEWHERE = { block: 'stem' } as const

/** Collects layers and parameters of a network as it answers. */
export class Builder {
  private readonly layers: LayerSpec[] = []
  private readonly params: ParamMap = new Map()

  /** @throws Error where a parameter has not as many values as the layer says */
  add(layer: LayerSpec, params: Readonly<Record<string, Float32Array>> = {}): void {
    this.layers.push(layer)
    for (const { suffix, shape } of factsOf(layer).params(layer)) {
      const data = params[suffix]
      if (data?.length !== sizeOf(shape)) throw new Error(`${layer.id}.${suffix} has ${data?.length} values, not [${shape}]`)
      this.params.set(paramName(layer, suffix), { shape, data })
    }
  }

  /** What follows the last pooling, or the last LayerNorm of a network of tokens, is the head. */
  done(metadata: Readonly<Record<string, string>>): ReadBack {
    const classes = JSON.parse(metadata.labels ?? '[]') as string[]
    const pooled = poolingOf(this.layers)
    const [, featureWidth = 0] = this.layers.slice(pooled + 1).flatMap((layer) => weightOf(layer) ?? [])[0]?.shape ?? []
    const spec: ModelSpec = {
      arch: metadata.arch ?? 'unknown',
      layers: this.layers.map((layer, at) => ({ ...layer, block: at > pooled ? 'fc' : 'stem' })),
      classes: classes.length,
      blocks: ['stem', 'fc'],
      features: this.layers[pooled]?.id ?? '',
      featureWidth,
      cam: this.layers.findLast(isAttention)?.id ?? this.layers[pooled]?.inputs[0] ?? '',
    }
    return { spec, params: this.params, classes, imageSize: Number(metadata.image_size) }
  }
}

/** Of all operations one reader of each type: the first whose node it is. @throws Error where it is nobody's */
export function readersOf<Node>(
  all: readonly Readonly<Record<string, (node: Node, into: Builder) => unknown>>[],
): ReadonlyMap<string, (node: Node, into: Builder) => void> {
  const types = new Set(all.flatMap((readers) => Object.keys(readers)))
  return new Map(
    [...types].map((type) => [
      type,
      (node, into) => {
        if (!all.some((readers) => readers[type] && readers[type](node, into) !== false))
          throw new Error(`the file has a ${type} that this program did not write`)
      },
    ]),
  )
}
