/** The texts of the camera, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n } = numbersOf('en')

export const en = {
  webcam: {
    camera: 'Camera',
    unnamed: (number: number) => `Camera ${n(number)}`,
    start: 'Start webcam',
    stop: 'Stop webcam',
    mirror: 'Mirror',
    asking: 'The browser asks for permission to use the camera …',
    video: 'Webcam picture',
    seen: (px: number) => `Inside the frame: what the network sees, made ${n(px)} × ${n(px)} px.`,
    denied: {
      what: 'The camera may not be used.',
      means: 'Permission was denied for this page.',
      todo: 'Click the camera sign in the address bar, allow the camera, and start again.',
    },
    none: {
      what: 'No camera was found.',
      means: 'None is connected, or the system hides it from the browser.',
      todo: 'Connect a camera and start again, or use picture files instead.',
    },
    busy: {
      what: 'The camera cannot be opened.',
      means: 'Another program may be using it.',
      todo: 'Close the other program and start again.',
    },
    ended: {
      what: 'The camera stopped.',
      means: 'It was unplugged, another program took it, or its permission was withdrawn.',
      todo: 'Connect it again or allow it, and start again.',
    },
    silent: {
      what: 'The camera has not come yet.',
      means: 'The browser may still ask whether it may be used, or the camera gives no answer.',
      todo: 'Answer the browser’s question beside the address. If there is none, connect the camera anew and start again.',
    },
    unsupported: {
      what: 'This page cannot use cameras here.',
      means: 'Browsers give the camera only to pages on https or localhost.',
      todo: 'Open the page through localhost or https, or use picture files instead.',
    },
  },
}
