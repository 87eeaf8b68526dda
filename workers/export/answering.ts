/** What a person decided of how a model answers, as its files say it: a temperature, and telling pictures that are none of the classes. */
import type { Prototypes } from '../metrics/prototypes'
import { prototypesText } from '../metrics/prototypesText'

export interface Answering {
  /** What logits are divided by; 1 for nothing. `isFolded`: the last layer's weight and bias are divided already, so that nobody has to do it again. */
  readonly temperature: number
  readonly isFolded: boolean
  /** Cross-entropy of the validation pictures with it. */
  readonly loss: number | null
  readonly noneOf: NoneOfExport | null
}

export interface NoneOfExport {
  readonly prototypes: Prototypes
  /** Similarity from which on a picture passes, and the share of the validation pictures that do. */
  readonly threshold: number
  readonly pass: number
}

/** How the similarity is had, for whoever writes a program of their own. */
const SCORE =
  'similarity: the largest cosine of the pooled features (the input of the head, avgpool in torchvision) with a row of prototypes; below threshold a picture is probably none of the classes'

/**
 * Objects for `calibration` and `none_of_these` of a file's metadata; a key that says nothing is absent.
 * @param withPrototypes not where the file computes the similarity itself
 */
export function answeringFacts(answering: Answering | undefined, withPrototypes: boolean): Record<string, object> {
  if (!answering) return {}
  const { temperature, isFolded, loss, noneOf } = answering
  return {
    ...(temperature === 1 ? {} : { calibration: { temperature, folded_into_last_layer: isFolded, val_loss: loss } }),
    ...(noneOf
      ? {
          none_of_these: {
            ...{ threshold: noneOf.threshold, pass_rate: noneOf.pass, score: SCORE },
            ...(withPrototypes ? { width: noneOf.prototypes.width, prototypes_f32_base64: prototypesText(noneOf.prototypes) } : {}),
          },
        }
      : {}),
  }
}
