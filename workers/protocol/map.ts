/** The pictures by what the network sees in them: laid out as a map, the most alike of one, and where many answers are wrong. */

/** `looking`: pictures go through the network; `comparing`: each is compared with all; `arranging`: they are moved about on the map; `measuring`: files are read for their light and sharpness. */
export interface MapProgress {
  readonly phase: 'looking' | 'comparing' | 'arranging' | 'measuring'
  readonly done: number
  readonly of: number
}

/** All pictures that could be read, those that are left out too. Row i of each list is picture `ids[i]`; ids hold for as long as the pictures are open. */
export interface PictureMap {
  readonly fingerprint: string
  /** Of the run whose model looked, and its classes. */
  readonly runId: string
  readonly classes: readonly string[]
  readonly ids: Uint32Array
  /** `[n, 2]`, x and y, each 0..1; the longer side is filled. */
  readonly places: Float32Array
  /** Class index that the model says, and how likely it is, 0..1. */
  readonly predicted: Int32Array
  readonly confidence: Float32Array
  /** The model's probability of each class, `[n, classes]`: with the label that a picture has now they tell the loss. */
  readonly probabilities: Float32Array
  /** Which neighbourhood of the map, 0..; those with the most pictures first. */
  readonly neighbourhoods: Int32Array
  readonly unreadable: number
  readonly milliseconds: number
}

/** The pictures most like one, the nearest first. */
export interface Alike {
  readonly of: number
  readonly pictures: readonly {
    readonly id: number
    /** 1 - cosine of the features, 0..2. */
    readonly distance: number
  }[]
}

/** What can be told of a picture in words. Each says of some pictures that they have less or more of it than the others. */
export const TRAITS = ['brightness', 'contrast', 'sharpness', 'size', 'shape'] as const
export type Trait = (typeof TRAITS)[number]

/** By how a group of pictures was found: one end of a trait's scale, or pictures that the network sees as alike. */
export type WeakGroup = { readonly kind: 'trait'; readonly trait: Trait; readonly end: 'low' | 'high' } | { readonly kind: 'alike' }

/** Validation pictures that are wrong more often than the others, by more than chance. */
export interface WeakSpot {
  readonly group: WeakGroup
  readonly ids: readonly number[]
  readonly wrong: number
  /** Of the other pictures, how many there are and how many are wrong. */
  readonly others: { readonly pictures: number; readonly wrong: number }
  /** The probability of so many wrong ones, or more, by chance, corrected for the number of groups that were looked at. */
  readonly p: number
  /** Of pictures that are alike: what else they have less or more of than the others, the surest first. */
  readonly apart: readonly { readonly trait: Trait; readonly end: 'low' | 'high' }[]
  /** The label, and the answer, that most of the wrong ones have, as class names; how many of them. */
  readonly mostly: { readonly label: string; readonly predicted: string; readonly pictures: number }
}

export interface WeakSpots {
  /** The surest first; none where nothing stands out. */
  readonly spots: readonly WeakSpot[]
  /** Validation pictures that were looked at, how many are wrong, and how many groups were compared. */
  readonly pictures: number
  readonly wrong: number
  readonly compared: number
}

/** How pictures stand now, with the edits; row i is the i-th picture that was asked about. */
export interface PictureStanding {
  /** Class index of the dataset, -1 for none. */
  readonly labels: Int32Array
  /** Index of `SPLITS`. */
  readonly splits: Uint8Array
  /** 1 for one that is left out. */
  readonly leftOut: Uint8Array
}

export interface MapApi {
  /**
   * Lays out all pictures by UMAP, by the features of the model that answers; the same pictures, model and seed give the same map. A later look of any of
   * the three ends an earlier.
   * @throws Problem `no-dataset`, `no-model`, `busy`, `too-few-to-map`, `decode-failures`, `device-lost`; AbortError after `cancel`, or where other pictures were opened meanwhile
   */
  lay(onProgress: (progress: MapProgress) => void): Promise<PictureMap>
  /**
   * The `count` pictures most like one, left-out ones too.
   * @throws as `lay`, and Problem `cannot-decode` where the network could not see that picture
   */
  alike(id: number, count: number, onProgress: (progress: MapProgress) => void): Promise<Alike>
  /**
   * Where the model is wrong more often than elsewhere, of the pictures that it was validated with.
   * @throws as `lay`, and Problem `other-dataset` where its pictures are not open
   */
  weakSpots(onProgress: (progress: MapProgress) => void): Promise<WeakSpots>
  /** Of many pictures at once, which as `SampleInfo`s would hold up the page. @throws Problem `no-dataset` */
  standing(ids: Uint32Array): Promise<PictureStanding>
  cancel(): Promise<void>
}
