/** Grad-CAM over the video, on the square of it that the network sees. */
import { type RefObject, useEffect, useRef } from 'react'
import type { Explanation } from '../../workers/protocol'
import { viewedPart } from '../../workers/recipe/viewed'
import { drawHeat } from '../explain/heat'
import classes from './Webcam.module.css'

interface LiveHeatProps {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly explanation: Explanation
  /** Side of the square that the network gets, px. */
  readonly imageSize: number
  readonly mirror: boolean
  /** 0..1. */
  readonly opacity: number
  readonly label: string
}

export function LiveHeat({ video, explanation, imageSize, mirror, opacity, label }: LiveHeatProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = video.current
    const context = canvas.current?.getContext('2d')
    if (!element || !canvas.current || !context) return
    const { videoWidth, videoHeight } = element
    // Setting the size also clears the canvas.
    canvas.current.width = videoWidth
    canvas.current.height = videoHeight
    drawHeat(context, explanation, viewedPart(videoWidth, videoHeight, imageSize), opacity)
  }, [video, explanation, imageSize, opacity])
  return (
    <canvas
      ref={canvas}
      className={classes.heat}
      data-mirror={mirror}
      role="img"
      aria-label={label}
      data-class={explanation.classIndex}
      data-opacity={opacity}
    />
  )
}
