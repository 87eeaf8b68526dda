/** The texts of reading pictures another way, in English. */
import type { GroupKind } from '../../../workers/protocol'
import { numbersOf } from '../../ui/numbers'

const { n, count } = numbersOf('en')

const THINGS: Readonly<Record<GroupKind, readonly [one: string, many: string]>> = {
  folders: ['folder', 'folders'],
  films: ['film', 'films'],
  bursts: ['burst', 'bursts'],
  copies: ['picture and its copies', 'pictures and their copies'],
  sources: ['person, slide or scene', 'persons, slides or scenes'],
  series: ['numbered series', 'numbered series'],
}

export const readingEn = {
  reading: {
    offer: 'Read these pictures another way',
    choose: 'Choose a reading',
    takeLeftOut: (files: number) =>
      `Take the ${count(files, 'file', 'files')} too that ${files === 1 ? 'was' : 'were'} taken for masks or copies`,
    groups: {
      title: 'Pictures that belong together',
      found: (kind: GroupKind, groups: number, pictures: number, example: string) =>
        `${count(groups, ...THINGS[kind])} in ${count(pictures, 'picture', 'pictures')}, such as “${example}”.`,
      apart: (pictures: number) =>
        `${count(pictures, 'picture that is held out has', 'pictures that are held out have')} a neighbour in training, so the figures will look better than they are.`,
      none: 'None of the pictures that are held out has a neighbour in training.',
      byFolders: 'The split comes from the folders: split anew to keep them together.',
      wholeClass: 'A class that is one of them only is cut, for else it had nothing to validate on.',
    },
    setAside: 'The folders’ own split into training and validation is set aside.',
    useFolders: 'Use the folders’ split',
    pattern: {
      open: 'Read classes from names by a pattern',
      placeholder: '{label}_{n}',
      preview: 'What the pattern gives',
      trying: 'Trying …',
      matching: (matching: number, of: number) => `${n(matching)} of ${count(of, 'name fits', 'names fit')}`,
      classes: (classes: number) => count(classes, 'class', 'classes'),
      andMore: (classes: number) => `and ${n(classes)} more`,
      noLabel: 'no class',
      tooFew: 'At least two classes are needed.',
      tooMany: 'That is more than 1,000 classes: rather the name of each picture.',
      unfit: 'Names that do not fit have no class: their pictures are not learnt from.',
      faults: {
        'no-label': 'Write {label} where the class stands, or a regular expression with a group.',
        'not-understood': (detail: string) =>
          `This is not understood${detail && `: ${detail}`}. Look-ahead and back-references are not supported.`,
      },
      take: 'Read so',
      name: 'Name',
      className: 'Class',
    },
  },
}
