/** The studio's own answers, as the headless command writes them beside the model, and where their pictures lie. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export interface StudioPrediction {
  readonly path: string
  readonly probabilities: readonly number[]
}

/**
 * Reads the first `limit` of `predictions.json` of an output folder and finds their pictures under `pictures`.
 * @throws Error naming a picture that is not there, or where there is nothing to compare
 */
export async function readPredictions(
  out: string,
  pictures: string,
  limit: number,
): Promise<{ file: string; probabilities: readonly number[] }[]> {
  const all = JSON.parse(await readFile(join(out, 'predictions.json'), 'utf8')) as StudioPrediction[]
  const records = all.slice(0, limit)
  if (records.length === 0) throw new Error(`${join(out, 'predictions.json')} holds no predictions`)
  return records.map(({ path, probabilities }) => {
    const places = [join(pictures, path), join(dirname(pictures), path), join(pictures, basename(path))]
    const file = places.find((place) => existsSync(place))
    if (!file) throw new Error(`${path} is not under ${pictures}`)
    return { file, probabilities }
  })
}
