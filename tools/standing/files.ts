/** The pictures of the standing data as files of a folder: small, one colour a class, no two alike. */
import { picture } from '../../e2e/support/bad-files'
import { STANDING, type StandingName, type StandingSet } from '../../workers/protocol/testing/standing'

/** Contents by path below the folder. */
export function standingFiles(name: StandingName): Record<string, Uint8Array> {
  const { classes, perClass, splits }: StandingSet = STANDING[name]
  const files: Record<string, Uint8Array> = {}
  for (const [c, className] of classes.entries()) {
    const colour = [(40 + c * 53) % 256, (70 + c * 97) % 256, (120 + c * 151) % 256] as const
    for (let i = 0; i < perClass; i++) {
      const split = splits && (i < splits.train ? 'train/' : i < splits.train + splits.val ? 'val/' : 'test/')
      // As Stanford Dogs calls them: the class again, and a number.
      files[`${split ?? ''}${className}/${className.split('-')[0]}_${1000 + 37 * i}.jpg`] = picture(colour, c * perClass + i)
    }
  }
  return files
}
