/** The model in the page: read once, then asked for one picture after another. */
import type { Picture } from '../../workers/data/decode/browser'
import { evaluationView } from '../../workers/data/pixels/resample'
import { normalisePixels } from '../../workers/model/preprocessing'
import { fromBase64 } from '../../workers/protocol/base64'
import { ABOUT_ID, type OnePageAbout, WEIGHTS_ID } from '../../workers/protocol/onePage'
import { type Answer, createAnswerer } from './answerer'

/** Milliseconds of work after which the page gets a turn: it stays usable on one thread. */
const TURN = 12

export interface Predictor {
  /** Calls wait for one another. */
  ask(picture: Pick<Picture, 'pixels'>): Promise<Answer>
}

const textOf = (id: string): string => document.getElementById(id)?.textContent ?? ''

export const readAbout = (): OnePageAbout => JSON.parse(textOf(ABOUT_ID)) as OnePageAbout

/** @throws where the file is damaged, or the browser has no WebAssembly with SIMD */
export function createPredictor(about: OnePageAbout): Predictor {
  const { imageSize, transparency } = about
  const answer = createAnswerer(about, fromBase64(textOf(WEIGHTS_ID)))
  // It would be in memory twice.
  document.getElementById(WEIGHTS_ID)?.remove()
  const breathe = breather()
  const input = new Float32Array(imageSize ** 2 * 3)
  const ask = async (picture: Pick<Picture, 'pixels'>) => {
    normalisePixels(evaluationView(await picture.pixels(transparency), imageSize), input)
    return answer(input, breathe)
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    ask: (picture) => {
      const asked = last.then(() => ask(picture))
      // Whoever asked is told of a failure; who comes next is not.
      last = asked.catch(() => undefined)
      return asked
    },
  }
}

/** Gives the page a turn every few milliseconds, by a message: a timeout would wait longer. */
function breather(): () => Promise<void> | null {
  const { port1, port2 } = new MessageChannel()
  let since = performance.now()
  return () => {
    if (performance.now() - since < TURN) return null
    return new Promise((resolve) => {
      port1.onmessage = () => {
        since = performance.now()
        resolve()
      }
      port2.postMessage(null)
    })
  }
}
