/** What stands inside the page that is sent to somebody, beside its program: written by `workers/export/onePage.ts`, read by `src/onepage/`. */
import type { PortableLayer } from '../operations/facts'
import type { Preparation } from './options'

/** Ids of the elements that hold data. */
export const ABOUT_ID = 'about'
/** In base64. */
export const WEIGHTS_ID = 'weights'

/** Pictures that were recognised, of those that were judged. */
interface Right {
  readonly right: number
  readonly judged: number
}

/** What tells pictures that are none of the classes (`metrics/prototypes.ts`). */
interface OnePageNoneOf {
  /** The similarity from which on a picture passes. */
  readonly threshold: number
  /** Numbers of a prototype: as many as the network's pooled features. */
  readonly width: number
  /** As `metrics/prototypesText.ts` writes them. */
  readonly prototypes: string
}

/** With `imageSize`, px, and `transparency`. */
export interface OnePageAbout extends Preparation {
  /** What the model's run is called. */
  readonly name: string
  /** In the order of the network's outputs. */
  readonly classes: readonly string[]
  readonly arch: string
  readonly layers: readonly PortableLayer[]
  /** Null where it is not told. */
  readonly noneOf: OnePageNoneOf | null
  readonly card: {
    /** When, as ISO 8601. */
    readonly created: string
    readonly dataset: string
    /** Null where the network began untrained. */
    readonly baseWeights: string | null
    readonly baseWeightsLicence: string
    readonly validation: Right
    /** Of labelled test pictures; null where there were none. */
    readonly test: Right | null
  }
}
