/** What the model says of a picture that is prepared: of the texts in the page alone, whatever shows it. */
import { softmax } from '../../workers/metrics/probabilities'
import { similarities } from '../../workers/metrics/prototypes'
import { prototypesFrom } from '../../workers/metrics/prototypesText'
import { unpackWeights } from '../../workers/model/portable'
import { createNetwork, type Network } from '../../workers/onepage/network'
import { isNoneOf } from '../../workers/protocol/noneOf'
import type { OnePageAbout } from '../../workers/protocol/onePage'

export interface Answer {
  /** Of the classes, in their order. */
  readonly probabilities: Float64Array
  /** Of its features to the nearest prototype, -1..1; null where the model does not tell "none of these". */
  readonly similarity: number | null
  /** Whether the picture is probably none of the classes. */
  readonly isNone: boolean
}

/** @param input normalised pixels `[imageSize, imageSize, 3]`. One call at a time. */
type Answerer = (...given: Parameters<Network['look']>) => Promise<Answer>

type Told = Pick<OnePageAbout, 'imageSize' | 'layers' | 'classes' | 'noneOf'>

/**
 * @param weights as `packWeights` writes them
 * @throws Error where weights or prototypes are damaged, or there is no WebAssembly with SIMD
 */
export function createAnswerer({ imageSize, layers, classes, noneOf }: Told, weights: Uint8Array<ArrayBuffer>): Answerer {
  const network = createNetwork(layers, imageSize, unpackWeights(layers, weights))
  const prototypes = noneOf && prototypesFrom(noneOf.prototypes, noneOf.width)
  return async (...given) => {
    const { logits, features } = await network.look(...given)
    const similarity = prototypes && similarities(features, prototypes)[0]!
    return {
      probabilities: softmax(logits, classes.length),
      similarity,
      isNone: isNoneOf(similarity, noneOf && { isOn: true, threshold: noneOf.threshold }),
    }
  }
}
