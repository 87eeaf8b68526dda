/** The texts of adding to what is open, and of the keys, in English. */
import { numbersOf } from '../../ui/numbers'
import type { Command } from '../keys/keys'

const { n, count } = numbersOf('en')
const pictures = (total: number) => count(total, 'picture', 'pictures')

export const addingEn = {
  adding: {
    title: 'Add to these pictures',
    lead: 'What you add becomes part of the dataset; the split of what is there stays. It can also be dropped here: anywhere, or on a class.',
    pictures: 'Choose pictures',
    picturesHint: 'Photos of this device: on a phone its gallery.',
    folder: 'Add folder',
    zip: 'Add zip',
    webcam: 'From webcam',
    dropHere: 'Let go to add, or to open instead',
    dropOn: (name: string) => `Let go to add to “${name}”`,
    looking: 'Looking at what is to be added',
    progress: (done: number, of: number) => `Adding: ${n(done)} of ${pictures(of)}`,
    next: (more: number) => `Then ${n(more)} more.`,
    ask: (name: string) => `Add to “${name}”?`,
    found: (name: string, total: number) => `“${name}”: ${pictures(total)}.`,
    notTaken: (files: number) => `${count(files, 'file is', 'files are')} not taken:`,
    where: 'What do they show?',
    folders: 'As their folders or names say',
    foldersOf: (name: string, total: number, isNew: boolean) => `${name} (${n(total)}${isNew ? ', new' : ''})`,
    oneClass: 'All one class',
    className: 'Class',
    classHint: 'Choose a class, or type a new name.',
    prediction: 'No class yet',
    predictionHint: 'Test pictures, or pictures to be labelled with the model’s help: nothing is learnt from them as they are.',
    add: (total: number) => `Add ${pictures(total)}`,
    instead: (name: string) => `Open these instead; close “${name}”`,
    added: (total: number, classes: readonly string[]) =>
      `${pictures(total)} added${
        classes.length === 0
          ? ''
          : ` to ${classes
              .slice(0, 4)
              .map((name) => `“${name}”`)
              .join(', ')}${classes.length > 4 ? ` and ${n(classes.length - 4)} more` : ''}`
      }.`,
    noneAdded: 'Nothing was added.',
    takenBack: (total: number) =>
      `${count(total, 'picture that had been left out is', 'pictures that had been left out are')} back in the dataset.`,
    same: (total: number) => `${count(total, 'is', 'are')} there already and ${total === 1 ? 'was' : 'were'} not added again:`,
    sameAs: (name: string, className: string) => `${name} (“${className}”)`,
    notKept:
      'This browser has no room to keep them: they are here until the page is closed or loaded anew, and have to be added again then.',
    lost: (total: number) =>
      `${pictures(total)} that you had added could not be kept by this browser. Add ${total === 1 ? 'it' : 'them'} again, and what you changed about ${total === 1 ? 'it' : 'them'} is there again:`,
    undo: 'Undo',
    count: (total: number) => `${pictures(total)} added`,
    newClass: 'New class',
    newClassName: 'Name of the new class',
    makeClass: 'Add class',
    exists: 'There is a class of this name already.',
    empty: 'Empty: drop pictures on it, or choose some. A run does not know it before.',
    addTo: (name: string) => `Add pictures to ${name}`,
    remove: (name: string) => `Remove ${name}: its pictures are left out`,
    removed: (name: string) => `“${name}” removed; its pictures are left out.`,
    show: (name: string) => `Show ${name} only`,
    toDataset: 'Add to dataset',
    forPicture: (name: string) => `Add ${name} to the open dataset`,
    asTitle: (name: string) => `Add to “${name}” as`,
    is: (name: string) => `It is “${name}”`,
    other: 'Another class',
    take: 'Add',
    isThere: (className: string) => `It is there already, as “${className}”.`,
    isThereUnlabelled: 'It is there already, without a class.',
    cannotAdd: 'It could not be added.',
    captures: (name: string) => `Add to “${name}”`,
  },
  keys: {
    title: 'Keys',
    open: 'Keys (?)',
    lead: 'They work anywhere on this place, except while you type or a dialog is open.',
    grid: 'In the grid of pictures',
    map: 'On the map',
    labels: 'In the lists of labels in doubt and of pictures to label, of the picture that is shown',
    place: 'Anywhere in Data',
    key: 'Key',
    does: 'What it does',
    or: 'or',
    commands: {
      undo: 'Takes back the last change or addition',
      redo: 'Does it again',
      'leave-out': 'Leaves out the selected pictures',
      class: 'Gives the selected pictures the class of that number in the list of classes',
      keys: 'Shows this list',
      move: 'To the next picture, row, page, the first, the last; with Shift it selects up to there',
      tick: 'Selects the picture, or no longer',
      open: 'Opens the picture',
      alike: 'Shows the pictures most like it',
      all: 'Selects all pictures shown',
      clear: 'Selects none',
      pan: 'Moves the map',
      zoom: 'Closer, further away',
      whole: 'Shows the whole map',
      none: 'Selects none',
      accept: 'Gives the class that the model says; digits, Delete and Enter are of that picture too',
      confirm: 'Says that the label is right',
    } satisfies Record<Command, string>,
    undone: 'Undone.',
    redone: 'Done again.',
    nothingToUndo: 'Nothing to undo.',
    nothingToRedo: 'Nothing to do again.',
    nothingSelected: 'Select pictures first.',
    noSuchClass: (digit: number) => `There is no class ${n(digit)}.`,
    number: (digit: number) => `Key ${n(digit)}`,
  },
}
