/** What the camera sees, or the button that starts it. */
import { Button } from '@mantine/core'
import { IconCamera } from '@tabler/icons-react'
import { type ReactNode, type RefObject, useEffect } from 'react'
import classes from './CameraStage.module.css'
import { SeenSquare } from './SeenSquare'
import type { CameraState } from './useCamera'
import { useText } from './words'

interface CameraStageProps {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly camera: CameraState
  /** Shown as in a mirror. */
  readonly mirror: boolean
  /** Side of the square that the network gets, px: what it sees of the picture is drawn. */
  readonly imageSize: number
  /** What to do with it, while it is off. */
  readonly hint: string
  readonly onStart: () => void
  /** Lies over the video. */
  readonly children?: ReactNode
  readonly className?: string | undefined
}

export function CameraStage({ video, camera, mirror, imageSize, hint, onStart, children, className }: CameraStageProps) {
  const { webcam } = useText()
  const on = camera.status === 'on'
  useEffect(() => {
    if (video.current) video.current.srcObject = camera.status === 'on' ? camera.stream : null
  }, [camera, video])
  return (
    <div>
      <div className={`${classes.stage} ${className ?? ''}`} data-on={on}>
        <video ref={video} className={classes.video} data-mirror={mirror} autoPlay playsInline muted aria-label={webcam.video} />
        {children}
        {on && <SeenSquare {...{ video, imageSize, mirror }} />}
        {!on && (
          <div className={classes.cover}>
            <IconCamera size={40} stroke={1.4} aria-hidden />
            <p>{camera.status === 'asking' ? webcam.asking : hint}</p>
            <Button size="md" loading={camera.status === 'asking'} onClick={onStart}>
              {webcam.start}
            </Button>
          </div>
        )}
      </div>
      {on && <p className={classes.caption}>{webcam.seen(imageSize)}</p>}
    </div>
  )
}
