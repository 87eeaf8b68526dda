/** The keys of the Data place: one table that the handlers and the sheet of keys go by. */

/** What a key does. */
export type Command =
  | 'undo'
  | 'redo'
  | 'leave-out'
  | 'class'
  | 'keys'
  | 'move'
  | 'tick'
  | 'open'
  | 'alike'
  | 'all'
  | 'clear'
  | 'pan'
  | 'zoom'
  | 'whole'
  | 'none'
  | 'accept'
  | 'confirm'

/** Where a key is heard: anywhere on the place, or while the grid of pictures, the map, or the list of labels in doubt has the keyboard. */
export type Where = 'place' | 'grid' | 'map' | 'labels'

/** One way to give a command. */
interface Chord {
  /** As `KeyboardEvent.key` has them, in small letters. */
  readonly keys: readonly string[]
  /** With Ctrl, or on a Mac Command. */
  readonly mod?: true
  /** Absent: whichever. */
  readonly shift?: boolean
  /** As the sheet of keys writes it, `Mod` for Ctrl or Command. */
  readonly shown: readonly string[]
}

interface Binding {
  readonly command: Command
  readonly where: Where
  readonly chords: readonly Chord[]
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
const MOVES = ['arrowleft', 'arrowright', 'arrowup', 'arrowdown', 'pageup', 'pagedown', 'home', 'end']

export const KEYS: readonly Binding[] = [
  { command: 'undo', where: 'place', chords: [{ keys: ['z'], mod: true, shift: false, shown: ['Mod', 'Z'] }] },
  {
    command: 'redo',
    where: 'place',
    chords: [
      { keys: ['z'], mod: true, shift: true, shown: ['Mod', 'Shift', 'Z'] },
      { keys: ['y'], mod: true, shift: false, shown: ['Mod', 'Y'] },
    ],
  },
  { command: 'leave-out', where: 'place', chords: [{ keys: ['delete', 'backspace'], shown: ['Delete'] }] },
  { command: 'class', where: 'place', chords: [{ keys: DIGITS, shift: false, shown: ['1 … 9'] }] },
  { command: 'keys', where: 'place', chords: [{ keys: ['?'], shown: ['?'] }] },
  { command: 'move', where: 'grid', chords: [{ keys: MOVES, shown: ['← → ↑ ↓', 'PgUp', 'PgDn', 'Home', 'End'] }] },
  { command: 'tick', where: 'grid', chords: [{ keys: [' '], shown: ['Space'] }] },
  { command: 'open', where: 'grid', chords: [{ keys: ['enter'], shown: ['Enter'] }] },
  { command: 'alike', where: 'grid', chords: [{ keys: ['s'], shown: ['S'] }] },
  { command: 'all', where: 'grid', chords: [{ keys: ['a'], mod: true, shown: ['Mod', 'A'] }] },
  { command: 'clear', where: 'grid', chords: [{ keys: ['escape'], shown: ['Esc'] }] },
  { command: 'pan', where: 'map', chords: [{ keys: ['arrowleft', 'arrowright', 'arrowup', 'arrowdown'], shown: ['← → ↑ ↓'] }] },
  { command: 'zoom', where: 'map', chords: [{ keys: ['+', '=', '-'], shown: ['+', '−'] }] },
  { command: 'whole', where: 'map', chords: [{ keys: ['0'], shown: ['0'] }] },
  { command: 'none', where: 'map', chords: [{ keys: ['escape'], shown: ['Esc'] }] },
  { command: 'accept', where: 'labels', chords: [{ keys: ['a'], shown: ['A'] }] },
  { command: 'confirm', where: 'labels', chords: [{ keys: ['r'], shown: ['R'] }] },
]

/** What of a keyboard event tells the key. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** The command that a key gives there; null for any other key. */
export function commandOf(event: Pressed, where: Where): Command | null {
  const key = event.key.toLowerCase()
  const mod = event.ctrlKey || event.metaKey
  const fits = ({ keys, mod: wanted, shift }: Chord): boolean =>
    keys.includes(key) && mod === (wanted ?? false) && !event.altKey && (shift === undefined || shift === event.shiftKey)
  return KEYS.find((binding) => binding.where === where && binding.chords.some(fits))?.command ?? null
}

/** Where letters, digits and Ctrl+Z are for a field, a list or a menu. */
const TYPING =
  'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"], [role="menu"]'

/** Whether keys are somebody else's now: of what is typed in, or of a dialog that is open. */
export const isElsewhere = (target: EventTarget | null): boolean =>
  (target instanceof Element && target.closest(TYPING) !== null) || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
