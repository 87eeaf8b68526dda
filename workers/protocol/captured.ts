/** How pictures captured from a camera are named: `00012.hold-3.jpg` is the class's twelfth picture, taken while the button was held the third time. */

const NAME = /^(\d+)\.hold-(\d+)\.jpg$/

/** Both count from 1 within the class; neighbours within a hold are nearly the same picture. */
export interface CapturedName {
  readonly number: number
  readonly hold: number
}

/** The file's name. Names sort in the order of capture. */
export const capturedName = ({ number, hold }: CapturedName): string => `${String(number).padStart(5, '0')}.hold-${hold}.jpg`

/** What a file's name tells; null where it is not of a captured picture. */
export function readCapturedName(name: string): CapturedName | null {
  const found = NAME.exec(name)
  return found ? { number: Number(found[1]), hold: Number(found[2]) } : null
}
