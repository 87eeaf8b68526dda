/** Predicts one video frame after another, as fast as the trainer answers and never more than one at a time. */
import { type RefObject, useEffect, useState } from 'react'
import type { Explanation, PictureAnswer } from '../../workers/protocol'
import { isBusyProblem, isTaken, nextTry } from '../model/networkUse'
import { trainer } from '../page/trainer'
import { eased } from '../scores/ranking'
import { useApp, useAppStore } from './state'

export interface LivePrediction extends PictureAnswer {
  readonly milliseconds: number
  /** Frames a second over the last second or so; 0 for the first frame. */
  readonly fps: number
  /** Grad-CAM of the frame, where it was asked for. */
  readonly explanation: Explanation | null
}

export interface LiveOptions {
  readonly on: boolean
  /** The frame stays: one answer is enough. */
  readonly frozen: boolean
  /** With Grad-CAM, which takes a few times as long. */
  readonly explain: boolean
  /** Class index that Grad-CAM is for; null for the likeliest. */
  readonly target: number | null
}

/** Copies the frame that is shown. By way of a canvas, kept between frames: createImageBitmap refuses video frames where there is no GPU. */
function framesOf(): (video: HTMLVideoElement) => ImageBitmap {
  const canvas = new OffscreenCanvas(1, 1)
  const context = canvas.getContext('2d', { alpha: false })
  return (video) => {
    if (!context) throw new Error('no 2d context')
    const { videoWidth, videoHeight } = video
    if (canvas.width !== videoWidth || canvas.height !== videoHeight) Object.assign(canvas, { width: videoWidth, height: videoHeight })
    context.drawImage(video, 0, 0)
    return canvas.transferToImageBitmap()
  }
}

/** Milliseconds between two frames of a screen: asking sooner would give the same frame again. */
const REFRESH = 1000 / 60

async function answer(
  picture: ImageBitmap,
  { explain, target }: Pick<LiveOptions, 'explain' | 'target'>,
): Promise<Omit<LivePrediction, 'fps'>> {
  if (!explain) {
    const { probabilities, similarity, milliseconds } = await trainer.api.answers.predict(picture)
    return { probabilities, similarity, milliseconds, explanation: null }
  }
  const started = performance.now()
  const explanation = await trainer.api.answers.explain(picture, target ?? undefined)
  const { probabilities, similarity } = explanation
  return { probabilities, similarity, milliseconds: performance.now() - started, explanation }
}

/** Null until the first answer. Waits while a run has the network and then goes on; stops for good when a prediction fails otherwise, which is reported. */
export function useLivePrediction(
  video: RefObject<HTMLVideoElement | null>,
  { on, frozen, explain, target }: LiveOptions,
): LivePrediction | null {
  const store = useAppStore()
  const report = useApp((state) => state.report)
  const [live, setLive] = useState<LivePrediction | null>(null)
  useEffect(() => {
    if (!on) return
    let gone = false
    let last: number | null = null
    let interval: number | null = null
    const frame = framesOf()
    /** Null where a run was quicker and took the network. */
    const ask = async (picture: ImageBitmap) => {
      try {
        return await answer(picture, { explain, target })
      } catch (thrown) {
        if (isBusyProblem(thrown)) return null
        throw thrown
      }
    }
    const loop = async () => {
      try {
        let asked = Number.NEGATIVE_INFINITY
        while (!gone) {
          if (isTaken(store.getState())) {
            // What was measured across the wait is no speed.
            last = null
            await nextTry()
            continue
          }
          const element = video.current
          const shown = element && element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && element.videoWidth > 0
          // After a slow answer the next frame is there already. A hidden page is given no turn to draw, and rests.
          if (!shown || document.hidden || performance.now() - asked < REFRESH)
            await new Promise((resolve) => requestAnimationFrame(resolve))
          if (!shown) continue
          asked = performance.now()
          const got = await ask(frame(element))
          if (!got) {
            await nextTry()
            continue
          }
          const now = performance.now()
          if (last !== null) interval = eased(interval, now - last)
          last = now
          if (!gone) setLive({ ...got, fps: interval ? 1000 / interval : 0 })
          if (frozen) return
        }
      } catch (thrown) {
        if (!gone) report(thrown)
      }
    }
    void loop()
    return () => {
      gone = true
    }
  }, [video, on, frozen, explain, target, store, report])
  useEffect(() => {
    if (!on) setLive(null)
  }, [on])
  return live
}
