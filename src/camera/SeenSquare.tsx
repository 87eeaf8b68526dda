/** Drawn over the camera's picture: the part of it that the network gets. */
import { type RefObject, useEffect, useState } from 'react'
import { viewedPart } from '../../workers/recipe/viewed'
import classes from './CameraStage.module.css'
import { useText } from './words'

interface SeenSquareProps {
  readonly video: RefObject<HTMLVideoElement | null>
  /** Side of the square that the network gets, px. */
  readonly imageSize: number
  readonly mirror: boolean
}

/** Lies as the video does: whole within the stage. Nothing before the first frame is there. */
export function SeenSquare({ video, imageSize, mirror }: SeenSquareProps) {
  const { webcam } = useText()
  const { width, height } = useFrameSize(video)
  if (width === 0 || height === 0) return null
  const part = viewedPart(width, height, imageSize)
  const outline = `M${part.x} ${part.y}h${part.width}v${part.height}h${-part.width}z`
  return (
    <svg
      className={classes.seen}
      data-mirror={mirror}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={webcam.seen(imageSize)}
      data-part={[part.x, part.y, part.width, part.height].map(Math.round).join(' ')}
    >
      <path className={classes.unseen} fillRule="evenodd" d={`M0 0h${width}v${height}h${-width}z${outline}`} />
      <path className={classes.under} d={outline} />
      <path className={classes.edge} d={outline} />
    </svg>
  )
}

/** Pixels of the camera's frames, which change with the camera and with how a phone is held; 0 before the first. */
function useFrameSize(video: RefObject<HTMLVideoElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useEffect(() => {
    const element = video.current
    if (!element) return
    const look = () => setSize({ width: element.videoWidth, height: element.videoHeight })
    look()
    const events = ['loadedmetadata', 'resize', 'emptied'] as const
    for (const event of events) element.addEventListener(event, look)
    return () => {
      for (const event of events) element.removeEventListener(event, look)
    }
  }, [video])
  return size
}
