/** Whether the camera's picture is shown as in a mirror: at first where it looks at a person, who moves by it; else as somebody chose, for front and back each. */
import { useState } from 'react'
import type { Facing } from './camera'
import type { CameraState } from './useCamera'

export function useMirror(camera: CameraState): readonly [boolean, (mirror: boolean) => void] {
  const [mirrored, setMirrored] = useState<Readonly<Record<Facing, boolean>>>({ front: true, back: false })
  const facing = camera.status === 'on' ? camera.facing : 'front'
  return [mirrored[facing], (mirror) => setMirrored((now) => ({ ...now, [facing]: mirror }))]
}
