/** The camera's life: asked for, on, in trouble, off; closed when the page leaves it. */
import { useEffect, useRef, useState } from 'react'
import { type CameraChoice, type CameraTrouble, closeCamera, type Facing, facingOf, listCameras, openCamera, troubleOf } from './camera'

export type CameraState =
  | { readonly status: 'off' | 'asking' }
  | {
      readonly status: 'on'
      readonly stream: MediaStream
      readonly cameras: readonly CameraChoice[]
      /** Id of the one that is on. */
      readonly current: string | null
      readonly facing: Facing
    }
  | { readonly status: 'trouble'; readonly trouble: CameraTrouble }

export function useCamera() {
  const [camera, setCamera] = useState<CameraState>({ status: 'off' })
  const stream = useRef<MediaStream | null>(null)
  const attempt = useRef(0)

  const stop = () => {
    attempt.current++
    closeCamera(stream.current)
    stream.current = null
    setCamera({ status: 'off' })
  }
  /** Also changes to another camera. */
  const start = async (deviceId?: string) => {
    const mine = ++attempt.current
    closeCamera(stream.current)
    stream.current = null
    setCamera({ status: 'asking' })
    const silent = () => {
      if (mine === attempt.current) setCamera({ status: 'trouble', trouble: 'silent' })
    }
    try {
      const opened = await openCamera(deviceId, silent)
      if (mine !== attempt.current) {
        closeCamera(opened)
        return
      }
      stream.current = opened
      const ended = () => {
        if (mine !== attempt.current) return
        stop()
        setCamera({ status: 'trouble', trouble: 'ended' })
      }
      for (const track of opened.getTracks()) track.addEventListener('ended', ended)
      const cameras = await listCameras()
      if (mine !== attempt.current) return
      // It may have ended before anybody listened.
      if (opened.getTracks().some(({ readyState }) => readyState === 'ended')) {
        ended()
        return
      }
      const current = opened.getVideoTracks()[0]?.getSettings().deviceId ?? null
      setCamera({ status: 'on', stream: opened, cameras, current, facing: facingOf(opened) })
    } catch (thrown) {
      if (mine !== attempt.current) return
      // Whatever failed after it was opened, no camera stays on behind a message.
      closeCamera(stream.current)
      stream.current = null
      setCamera({ status: 'trouble', trouble: troubleOf(thrown) })
    }
  }
  useEffect(
    () => () => {
      attempt.current++
      closeCamera(stream.current)
    },
    [],
  )
  return { camera, start, stop }
}
