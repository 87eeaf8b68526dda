/** The texts of capturing pictures by webcam, in English. */
import { wordsOf } from './words'

const { n, count } = wordsOf('en')
const pictures = (total: number) => count(total, 'picture', 'pictures')

export const captureEn = {
  open: 'Webcam',
  openHint: 'Take the pictures here: hold a button for each class.',
  goOn: 'Go on with your captured pictures',
  goOnHint: (total: number, classes: number) => `${pictures(total)} in ${count(classes, 'class', 'classes')}, kept in this browser`,
  title: 'Capture pictures by webcam',
  lead: 'Hold a class’s button and what the camera sees is added to it, about ten pictures a second. They stay in this browser.',
  tip: 'Several short holds beat one long one: turn it, move it, change the light. What was taken in one hold stays together when pictures are held out for validation.',
  back: 'Back to Data',
  loading: 'Looking for earlier captures …',
  start: 'Show something to the camera, then hold a button on the class that it is.',
  classes: 'Classes',
  className: (number: number) => `Class ${n(number)}`,
  nameLabel: (name: string) => `Name of the class “${name}”`,
  faults: {
    empty: 'A class needs a name.',
    taken: 'Another class has this name.',
    forbidden: 'A name has no slashes, does not begin with a dot, and has at most 60 characters.',
  },
  add: 'Add class',
  hold: 'Hold to capture',
  holdLabel: (name: string) => `Hold to capture “${name}”`,
  holdKeys: 'By keyboard: keep Space or Enter pressed on the button.',
  needsCamera: 'Start the webcam first.',
  pictures,
  holds: (total: number) => count(total, 'hold', 'holds'),
  none: 'No pictures yet',
  oneHold: 'One hold so far. Hold again, or validation is done on pictures from the same moment as those learnt from.',
  capturing: (name: string, total: number) => `${name}: ${n(total)}`,
  added: (total: number, name: string) => `${count(total, 'picture was', 'pictures were')} added to “${name}”.`,
  thumbnails: (name: string) => `Pictures of “${name}”, the latest first`,
  picture: (number: number, name: string) => `Picture ${n(number)} of “${name}”`,
  deletePicture: (number: number, name: string) => `Delete picture ${n(number)} of “${name}”`,
  deleteClass: (name: string) => `Delete the class “${name}” and its pictures`,
  showAll: (total: number) => `Show all ${n(total)}`,
  showFewer: 'Show the latest only',
  undo: 'Undo',
  undoWhat: {
    hold: (name: string, total: number) => `Takes ${pictures(total)} of the last hold out of “${name}” again`,
    picture: (name: string, total: number) => `Puts ${pictures(total)} back into “${name}”`,
    class: (name: string, total: number) => `Brings “${name}” back with ${pictures(total)}`,
    rename: (name: string) => `Calls the class “${name}” again`,
  },
  use: 'Use these pictures',
  useNot: 'At least two classes need two pictures each.',
  noStorage: {
    what: 'This browser keeps no files for the page.',
    means: 'Captured pictures would have nowhere to go. Private windows often forbid it.',
    todo: 'Open Trainyard in an ordinary window, or open a folder of pictures instead.',
  },
}

export type CaptureText = typeof captureEn
