/** One picture with Grad-CAM's map over it. */
import { useEffect, useRef } from 'react'
import type { Explanation } from '../../workers/protocol'
import { drawHeat } from './heat'

interface HeatPictureProps {
  readonly explanation: Explanation
  /** 0..1. */
  readonly opacity: number
  readonly label: string
  readonly className?: string | undefined
}

/** Pixels of the canvas: small network inputs are enlarged smoothly. */
const SIDE = 448

export function HeatPicture({ explanation, opacity, label, className }: HeatPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const { picture } = explanation
    const own = new OffscreenCanvas(picture.width, picture.height)
    own.getContext('2d')?.putImageData(picture, 0, 0)
    context.imageSmoothingQuality = 'high'
    context.drawImage(own, 0, 0, SIDE, SIDE)
    drawHeat(context, explanation, { x: 0, y: 0, width: SIDE, height: SIDE }, opacity)
  }, [explanation, opacity])
  return (
    <canvas
      ref={canvas}
      className={className}
      width={SIDE}
      height={SIDE}
      role="img"
      aria-label={label}
      data-class={explanation.classIndex}
    />
  )
}
