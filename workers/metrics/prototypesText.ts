/** Prototypes as text, for a run's record and the metadata of files: their f32 numbers, little-endian, in base64. */
import type { Prototypes } from './prototypes'

/** Characters made at once: more arguments than that a call does not take. */
const PIECE = 8192

export function prototypesText({ vectors }: Prototypes): string {
  const bytes = new Uint8Array(4 * vectors.length)
  const view = new DataView(bytes.buffer)
  vectors.forEach((value, i) => {
    view.setFloat32(4 * i, value, true)
  })
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  return btoa(text)
}

/** @throws RangeError where the text is no whole number of finite vectors */
export function prototypesFrom(text: string, width: number): Prototypes {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  if (bytes.length === 0 || bytes.length % (4 * width) !== 0)
    throw new RangeError(`${bytes.length} bytes are no vectors of ${width} numbers`)
  const view = new DataView(bytes.buffer)
  const vectors = Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
  if (!vectors.every(Number.isFinite)) throw new RangeError('a prototype is not finite')
  return { width, vectors }
}
