/**
 * Standing test data: class names as people really have them, and runs over them whose results are made here, without training. Unit tests, the end-to-end
 * tests and the screenshots (`tools/screenshots.ts`) all take them from here; `tools/standing/` puts them into a page.
 */
import type { ConfusionCounts } from '../confusion'
import type { EpochRecord, FinishReason } from '../events'

/** ImageNet's synset before the breed, as Stanford Dogs names its folders. */
const DOGS = [
  'n02085620-Chihuahua',
  'n02085782-Japanese_spaniel',
  'n02086240-Shih-Tzu',
  'n02087394-Rhodesian_ridgeback',
  'n02088094-Afghan_hound',
  'n02091244-Ibizan_hound',
  'n02099601-golden_retriever',
  'n02107574-Greater_Swiss_Mountain_dog',
] as const

/** 38 to 77 letters, with and without spaces, several of which begin alike. */
const LONG = [
  'Tomato___Spider_mites_Two-spotted_spider_mite',
  'Tomato___Tomato_Yellow_Leaf_Curl_Virus_late_stage',
  'Tomato___Tomato_mosaic_virus_on_the_lower_leaves',
  'Corn_(maize)___Cercospora_leaf_spot_Gray_leaf_spot',
  'Corn_(maize)___Northern_Leaf_Blight_seen_from_below',
  'Grape___Leaf_blight_(Isariopsis_Leaf_Spot)',
  'Orange___Haunglongbing_(Citrus_greening)',
  'Cherry (including sour), powdery mildew on both sides of the leaf',
  'Pepper, bell: bacterial spot, photographed in the greenhouse at noon',
  'Squash: powdery mildew that covers more than half of the leaf’s surface',
  'Strawberry: leaf scorch, first signs along the veins of the older leaves only',
  'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen',
] as const

/** Read from right to left, without spaces, from several code points, and those that only look like each other. */
const SCRIPTS = [
  'قطة منزلية',
  'كلب (صغير) 12',
  'חתול בית',
  '金毛寻回犬',
  '德国牧羊犬(工作犬种)',
  '🐈‍⬛ black cat',
  '👩🏽‍🌾',
  'Ängström-Ø',
] as const

export interface StandingSet {
  /** What the folder is called. */
  readonly name: string
  readonly classes: readonly string[]
  readonly perClass: number
  /** Of each class by folder, where the folders have the split; by the seed otherwise. */
  readonly splits?: { readonly train: number; readonly val: number; readonly test: number }
}

export const STANDING = {
  pair: { name: 'pets', classes: ['cat', 'dog'], perClass: 10 },
  dogs: { name: 'stanford-dogs', classes: DOGS, perClass: 8 },
  long: {
    name: 'PlantVillage dataset, colour, without background, second edition (1)',
    classes: LONG,
    perClass: 10,
    splits: { train: 6, val: 2, test: 2 },
  },
  many: { name: 'birds-120', classes: Array.from({ length: 120 }, (_, i) => `species ${i + 1}`), perClass: 5 },
  scripts: { name: 'حيوانات 动物 🐾', classes: SCRIPTS, perClass: 6 },
} as const satisfies Record<string, StandingSet>
export type StandingName = keyof typeof STANDING

/** How a run of the standing data ended. `diverged`: its loss ran to 7.5e29. */
export type StandingCourse = Exclude<FinishReason, 'early-stop'>

/**
 * What was taken for what, rows `[actual][predicted]`: each class does a little better or worse than the one before it, and what is wrong goes to its
 * neighbours, to one of them most.
 *
 * @param supports pictures of each class
 * @param share about so many of them are right, 0..1
 */
export function standingConfusion(supports: readonly number[], share: number): ConfusionCounts {
  const classes = supports.length
  return supports.map((support, actual) => {
    const row = new Array<number>(classes).fill(0)
    // Up or down by the golden ratio, so that of single pictures too some are wrong.
    const dither = (actual * 0.618) % 1
    const right = Math.max(0, Math.min(support, Math.floor(support * (share + 0.2 * Math.sin(3 * actual)) + dither)))
    row[actual] = right
    for (let wrong = 0; wrong < support - right; wrong++) {
      const other = (actual + (wrong % 3 === 2 ? 3 : 1)) % classes
      row[other === actual ? (actual + 1) % classes : other]! += 1
    }
    return row
  })
}

/** The learning rate of a run: of the one that diverged far too large, else the default's. */
export const standingRate = (course: StandingCourse): number => (course === 'diverged' ? 1 : 1e-3)

/** Epochs of a run without the scores of its classes, which follow from the confusion matrix. */
export type StandingEpoch = Omit<EpochRecord, 'perClass'>

/**
 * The epochs of a run over classes of which so many pictures are for validation. Its best epoch by loss is not its most accurate one.
 *
 * @param supports validation pictures of each class
 */
export function standingEpochs(supports: readonly number[], course: StandingCourse): StandingEpoch[] {
  const judged = supports.reduce((sum, support) => sum + support, 0)
  const guessing = Math.log(supports.length)
  const count = course === 'stopped' ? 3 : course === 'diverged' ? 4 : 8
  let lowest = Number.POSITIVE_INFINITY
  return Array.from({ length: count }, (_, i) => {
    const astray = course === 'diverged' && i >= 2
    const share = astray ? 1 / supports.length : 0.35 + 0.5 * (1 - 0.6 ** (i + 1))
    const confusion = standingConfusion(supports, share)
    const right = (confusion as readonly (readonly number[])[]).reduce((sum, row, at) => sum + row[at]!, 0)
    // Over-fitting from the sixth epoch on.
    const loss = astray ? 7.5e29 * 10 ** (i - 3) : guessing * (1.1 - share) + Math.max(0, i - 5) * 0.04 * guessing
    const best = loss < lowest
    if (best) lowest = loss
    return {
      epoch: i + 1,
      train: { loss: astray ? loss * 3 : loss * 0.8, accuracy: Math.min(1, share + 0.03) },
      val: { loss, accuracy: right / judged },
      seconds: 41.5,
      learningRate: standingRate(course) * 0.5 ** Math.floor(i / 3),
      judged,
      confusion,
      best,
    }
  })
}
