/** A folder of pictures with everything in it that the health check is there to find; no two others are alike. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writeFiles } from './bad-files'
import { flatJpeg, yCbCr } from './jpeg'
import { realPictures } from './test'

/** Of each class, before anything is planted. */
export const PLANTED_PER_CLASS = 30

/** A chequered JPEG, eight by eight fields whose colours follow from `n`; the same one in another size is nearly the same picture. */
export function chequered(n: number, size: 128 | 256 = 256): Buffer {
  const wide = size / 64
  return flatJpeg({
    width: size,
    height: size,
    block: (x, y) => {
      let hash = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul((Math.floor(x / wide) << 4) | Math.floor(y / wide), 0x85ebca6b)
      hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
      hash ^= hash >>> 13
      return yCbCr([hash & 255, (hash >>> 8) & 255, (hash >>> 16) & 255])
    },
  })
}

/** Writes the folder, as Kaggle names its files; real pictures where the machine has them. */
export function plantedFolder(folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const [at, kind] of ['cat', 'dog'].entries())
    for (let n = 0; n < PLANTED_PER_CLASS; n++) {
      const name = `${kind}.${n}.jpg`
      if (realPictures) copyFileSync(join(realPictures, name), join(folder, name))
      else writeFiles(folder, { [name]: chequered(2 * n + at) })
    }
  return writeFiles(folder, {
    // One picture under both classes, a copy, a smaller copy, half a file, a tiny one.
    'cat.900.jpg': chequered(900),
    'dog.900.jpg': chequered(900),
    'cat.901.jpg': chequered(901),
    'cat.902.jpg': chequered(901),
    'dog.903.jpg': chequered(903),
    'dog.904.jpg': chequered(903, 128),
    'dog.905.jpg': chequered(905).subarray(0, 400),
    'dog.906.jpg': flatJpeg({ width: 16, height: 16, block: (x, y) => yCbCr([200 * x, 200 * y, 90]) }),
  })
}
