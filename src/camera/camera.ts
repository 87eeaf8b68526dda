/** Opening the camera, and why it did not open. */

/**
 * `ended`: it was on, and its pictures stopped coming: unplugged, taken by the system, or forbidden in the browser's settings. `silent`: nothing came for
 * long: nobody answers the browser's question, or the camera does not; it may come yet.
 */
export type CameraTrouble = 'denied' | 'none' | 'busy' | 'unsupported' | 'ended' | 'silent'

/** What a failure of getUserMedia means (names as in the Media Capture specification). */
export function troubleOf(thrown: unknown): CameraTrouble {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
  if (name === 'NotSupportedError' || name === 'TypeError') return 'unsupported'
  return 'busy'
}

/** So long nothing is said of a camera that does not come, in milliseconds. */
const SILENT_MS = 30_000

/**
 * A stream of moderate size: the network sees a few hundred pixels at most. Of the camera with this id, or of the one on the back where there are two: it is
 * pointed at things.
 * @param onSilent hears where it does not come for long, once; it may come yet
 */
export async function openCamera(deviceId?: string, onSilent: () => void = () => {}): Promise<MediaStream> {
  // Absent on pages that are neither https nor localhost.
  const devices = (globalThis.navigator as Navigator | undefined)?.mediaDevices as MediaDevices | undefined
  if (!devices?.getUserMedia) throw new DOMException('no media devices', 'NotSupportedError')
  const silent = setTimeout(onSilent, SILENT_MS)
  try {
    return await devices.getUserMedia({
      video: {
        width: { ideal: 640 },
        height: { ideal: 480 },
        ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: 'environment' } }),
      },
      audio: false,
    })
  } finally {
    clearTimeout(silent)
  }
}

/** Where a camera looks: at whoever holds the device, or away. One that does not say stands before a person, as on a desk. */
export type Facing = 'front' | 'back'

export function facingOf(stream: MediaStream): Facing {
  return stream.getVideoTracks()[0]?.getSettings().facingMode === 'environment' ? 'back' : 'front'
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

/** A camera that can be chosen. The label is empty where the browser keeps it to itself. */
export interface CameraChoice {
  readonly id: string
  readonly label: string
}

/** The cameras there are; browsers name them only once one is open. None where the browser does not tell: the open one works all the same. */
export async function listCameras(): Promise<CameraChoice[]> {
  let devices: MediaDeviceInfo[]
  try {
    devices = await navigator.mediaDevices.enumerateDevices()
  } catch {
    return []
  }
  return devices.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId).map(({ deviceId, label }) => ({ id: deviceId, label }))
}
