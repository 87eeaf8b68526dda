/** Grad-CAM over the video, on the square of it that the network sees. */
import { type RefObject, useEffect, useRef } from 'react'
import type { Explanation } from '../../workers/protocol'
import { drawHeat, viewedSquare } from '../explain/heat'
import classes from './Webcam.module.css'

interface LiveHeatProps {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly explanation: Explanation
  readonly mirror: boolean
  readonly label: string
}

const OPACITY = 0.5

export function LiveHeat({ video, explanation, mirror, label }: LiveHeatProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = video.current
    const context = canvas.current?.getContext('2d')
    if (!element || !canvas.current || !context) return
    const { videoWidth, videoHeight } = element
    // Setting the size also clears the canvas.
    canvas.current.width = videoWidth
    canvas.current.height = videoHeight
    drawHeat(context, explanation, viewedSquare(videoWidth, videoHeight), OPACITY)
  }, [video, explanation])
  return <canvas ref={canvas} className={classes.heat} data-mirror={mirror} role="img" aria-label={label} />
}
