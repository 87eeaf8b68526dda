/** Chromium's fake camera, showing one photo. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { picture, RED } from './bad-files'
import { en, QUICK, realPictures, type Studio } from './test'

/** A film of one photo: an .mjpeg file is its JPEGs, one after the other. Of even sides: an odd one crashes Chromium's capture process. */
async function filmOfPhoto(): Promise<string> {
  const folder = join('test-results', '.camera')
  mkdirSync(folder, { recursive: true })
  const photo = realPictures ? readFileSync(join(realPictures, 'cat.70.jpg')) : picture(RED, 1, 480)
  const frame = await sharp(photo).resize(640, 480).jpeg().toBuffer()
  const path = join(folder, 'photo.mjpeg')
  writeFileSync(path, Buffer.concat(new Array<Buffer>(10).fill(frame)))
  return path
}

/** Flags that put the photo in front of a fake camera. */
export const cameraFlags = async (): Promise<string[]> => [
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${await filmOfPhoto()}`,
]

/** Trains a model of drawn pets and presses "Start webcam". */
export async function tryWebcam(studio: Studio): Promise<void> {
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, limit: 80 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  await studio.goTo('use')
  await studio.page.getByRole('button', { name: en.webcam.start }).click()
}
