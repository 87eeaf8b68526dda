/** What becomes of each class when a run starts from a trained model: classes are the same where they have the same name. */
import type { RunConfig } from './options'

/** What a file says of the head that it holds. */
export interface ModelHead {
  /** In the order of the model's outputs. */
  readonly classes: readonly string[]
  readonly head: RunConfig['head']
}

export interface ClassesGoingOn {
  /** What the model knows of them is taken over. Those that are open, in their order. */
  readonly kept: readonly string[]
  /** Learned from the beginning, beside the others. */
  readonly fresh: readonly string[]
  /** The model knows them, and no picture of them is open: the run is without them. */
  readonly gone: readonly string[]
}

/** The same name, however its accents are written. */
const key = (name: string): string => name.normalize('NFC')

/** The model's output for each class of the pictures that are open; null where it has none. */
export function outputsOf(model: Pick<ModelHead, 'classes'>, classes: readonly string[]): (number | null)[] {
  const known = new Map(model.classes.map((name, i) => [key(name), i]))
  return classes.map((name) => known.get(key(name)) ?? null)
}

/**
 * What becomes of the classes of a model, and of those of the pictures that are open.
 * @param head of the recipe: where it is not the model's, nothing of that is taken over
 */
export function classesGoingOn(model: ModelHead, classes: readonly string[], head: RunConfig['head']): ClassesGoingOn {
  const known = outputsOf(model, classes)
  const open = new Set(classes.map(key))
  const isKept = (i: number) => model.head === head && known[i] !== null
  return {
    kept: classes.filter((_, i) => isKept(i)),
    fresh: classes.filter((_, i) => !isKept(i)),
    gone: model.classes.filter((name) => !open.has(key(name))),
  }
}

/**
 * Points of accuracy that classes which stay lost at most in the first epoch, where there was a new class of 50 pictures, by share of what the run learns
 * from: all the old pictures, and few of them. Measured on photos by `tools/verify/goOn.ts` (docs/weights.md).
 */
export const FIRST_EPOCH_LOSS = { all: 0.05, few: 0.2 } as const
