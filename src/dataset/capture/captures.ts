/** The classes that are being captured: what is shown, the files behind it, and the way back. Files change one after another, in the order asked for. */
import { createStore } from 'zustand/vanilla'
import { type CapturedName, capturedName, readCapturedName } from '../../../workers/protocol'
import {
  type CapturedClass,
  type CapturedPicture,
  listCaptures,
  makeClass,
  removeClass,
  renameClass,
  savePicture,
  type TakenPicture,
  takePictures,
} from './captureFiles'
import { faultOfName, type NameFault, nextName, tidyName } from './classNames'

/** A class with something to know it by that a new name does not change. */
export interface ClassInHand extends CapturedClass {
  readonly id: number
}

/** What can be taken back; `count` pictures of class `name`. */
export interface UndoStep {
  readonly kind: 'hold' | 'picture' | 'class' | 'rename'
  readonly name: string
  readonly count: number
  /** Can be tried again where it failed half-way. */
  readonly back: () => Promise<void>
}

/** One hold of a class's button. */
export interface Hold {
  /** Keeps one more frame; resolves once its file is written, and rejects where it cannot be. */
  add(jpeg: Blob): Promise<void>
  /** To be called when the button is let go; resolves with how many pictures it gave. */
  end(): Promise<number>
}

interface CapturesState {
  /** In the order in which they were added. */
  readonly classes: readonly ClassInHand[]
  /** The last thing done last. */
  readonly steps: readonly UndoStep[]
}

/** Where the order of the classes is kept: folders have none. */
export interface OrderStore {
  read(): readonly string[]
  write(names: readonly string[]): void
}

/** So many things can be taken back: deleted pictures wait in memory. */
const MOST_STEPS = 20

export type Captures = Awaited<ReturnType<typeof openCaptures>>

/**
 * Takes up what is in `folder`; an empty one gets two classes.
 *
 * @param word names the nth class
 */
export async function openCaptures(folder: FileSystemDirectoryHandle, order: OrderStore, word: (n: number) => string) {
  const known = order.read()
  const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length)
  const found = (await listCaptures(folder)).sort((a, b) => place(a.name) - place(b.name))
  const store = createStore<CapturesState>()(() => ({ classes: found.map((one, id) => ({ ...one, id })), steps: [] }))
  let lastId = found.length
  const { getState } = store
  const names = () => getState().classes.map(({ name }) => name)
  const show = (classes: readonly ClassInHand[]) => {
    store.setState({ classes })
    order.write(names())
  }
  const change = (name: string, to: (before: ClassInHand) => ClassInHand) =>
    show(getState().classes.map((one) => (one.name === name ? to(one) : one)))
  const classOf = (name: string): ClassInHand => {
    const one = getState().classes.find((other) => other.name === name)
    if (!one) throw new Error(`there is no class "${name}"`)
    return one
  }
  const remember = (step: UndoStep) => store.setState({ steps: [...getState().steps, step].slice(-MOST_STEPS) })

  /** Numbers given in this visit: a file may still be on its way when the next is named. */
  const given = new Map<string, CapturedName>()
  const lastOf = (name: string): CapturedName =>
    [...classOf(name).pictures.map((picture) => readCapturedName(picture.name)), given.get(name)].reduce<CapturedName>(
      (most, one) => ({ number: Math.max(most.number, one?.number ?? 0), hold: Math.max(most.hold, one?.hold ?? 0) }),
      { number: 0, hold: 0 },
    )

  let last: Promise<unknown> = Promise.resolve()
  /** After everything that was asked for before. */
  function inTurn<T>(job: () => Promise<T>): Promise<T> {
    const mine = last.then(job)
    last = mine.catch(() => undefined)
    return mine
  }
  const add = (name: string, pictures: readonly CapturedPicture[]) =>
    change(name, (one) => ({ ...one, pictures: [...one.pictures, ...pictures].sort((a, b) => (a.name < b.name ? -1 : 1)) }))
  const has = (name: string, picture: string) => classOf(name).pictures.some((one) => one.name === picture)
  /** Those that are there already are passed over, so that it can be tried again. */
  const write = async (name: string, files: readonly TakenPicture[]) => {
    for (const file of files) if (!has(name, file.name)) add(name, [await savePicture(folder, name, file.name, file.jpeg)])
  }
  /** Likewise those that are gone. */
  const takeAway = (name: string, gone: readonly CapturedPicture[], onTaken: (picture: TakenPicture) => void = () => {}) =>
    takePictures(
      folder,
      name,
      gone.filter((picture) => has(name, picture.name)),
      (taken) => {
        change(name, (one) => ({ ...one, pictures: one.pictures.filter((picture) => picture.name !== taken.name) }))
        onTaken(taken)
      },
    )
  const newClass = async (name: string) => {
    await makeClass(folder, name)
    show([...getState().classes, { id: ++lastId, name, pictures: [] }])
  }
  while (getState().classes.length < 2) await newClass(nextName(word, names()))

  return {
    store,
    folder,
    addClass: () => inTurn(() => newClass(nextName(word, names()))),

    /** Resolves with what is wrong with the name; null where the class has it now. */
    rename: (from: string, typed: string): Promise<NameFault | null> =>
      inTurn(async () => {
        const to = tidyName(typed)
        if (to === from) return null
        const fault = faultOfName(
          to,
          names().filter((name) => name !== from),
        )
        if (fault) return fault
        const move = async (a: string, b: string) => {
          const pictures = await renameClass(folder, classOf(a), b)
          change(a, (one) => ({ ...one, name: b, pictures }))
        }
        await move(from, to)
        remember({ kind: 'rename', name: from, count: 0, back: () => move(to, from) })
        return null
      }),

    removePicture: (className: string, picture: CapturedPicture) =>
      inTurn(async () => {
        const taken: TakenPicture[] = []
        await takeAway(className, [picture], (one) => taken.push(one))
        remember({ kind: 'picture', name: className, count: 1, back: () => write(className, taken) })
      }),

    removeClass: (name: string) =>
      inTurn(async () => {
        const at = names().indexOf(name)
        const { id } = classOf(name)
        const taken: TakenPicture[] = []
        try {
          await takeAway(name, classOf(name).pictures, (one) => taken.push(one))
          await removeClass(folder, name)
        } catch (error) {
          if (taken.length > 0) remember({ kind: 'picture', name, count: taken.length, back: () => write(name, taken) })
          throw error
        }
        show(getState().classes.filter((one) => one.name !== name))
        const back = async () => {
          await makeClass(folder, name)
          if (!names().includes(name)) show(getState().classes.toSpliced(at, 0, { id, name, pictures: [] }))
          await write(name, taken)
        }
        remember({ kind: 'class', name, count: taken.length, back })
      }),

    /**
     * The button of class `name` is held from now on.
     * @param apart each picture is of another moment: chosen files, which nothing keeps together when pictures are held out
     */
    hold(name: string, apart = false): Hold {
      let hold = lastOf(name).hold
      const nextHold = () => {
        hold = lastOf(name).hold + 1
        given.set(name, { ...lastOf(name), hold })
      }
      if (!apart) nextHold()
      const kept: CapturedPicture[] = []
      return {
        add: (jpeg) => {
          if (apart) nextHold()
          const number = lastOf(name).number + 1
          given.set(name, { ...lastOf(name), number })
          const file = capturedName({ number, hold })
          return inTurn(async () => {
            const picture = await savePicture(folder, name, file, jpeg)
            kept.push(picture)
            add(name, [picture])
          })
        },
        end: () =>
          inTurn(async () => {
            if (kept.length > 0) remember({ kind: 'hold', name, count: kept.length, back: () => takeAway(name, kept) })
            return kept.length
          }),
      }
    },

    /** Takes the last thing back; nothing where there is none. */
    undo: () =>
      inTurn(async () => {
        const step = getState().steps.at(-1)
        if (!step) return
        await step.back()
        // Only what was taken back is off the list.
        store.setState({ steps: getState().steps.filter((other) => other !== step) })
      }),
  }
}

/** How many holds gave these pictures. */
export const holdsOf = ({ pictures }: Pick<CapturedClass, 'pictures'>): number =>
  new Set(pictures.map(({ name }) => readCapturedName(name)?.hold)).size

/** Two classes with two pictures each: one to learn from and one to be tested on. */
export const canBeUsed = (classes: readonly CapturedClass[]): boolean => classes.filter(({ pictures }) => pictures.length >= 2).length >= 2
