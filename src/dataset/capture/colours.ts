/** A captured class's colour: the one that it will have once the pictures are opened, where classes are sorted by name. */
import { classColor } from '../../../workers/protocol'
import type { CapturedClass } from './captureFiles'

export const colourOf = (name: string, classes: readonly Pick<CapturedClass, 'name'>[]): string =>
  classColor(
    classes
      .map((one) => one.name)
      .sort()
      .indexOf(name),
  )
