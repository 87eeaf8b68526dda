/** What folders and files are called in a zip that opens everywhere: on Windows, in torchvision's ImageFolder, in Hugging Face's imagefolder, and here. */
import type { PictureKind } from '../files/header'
import { isLitter } from '../files/paths'

/** Not in a name on Windows (learn.microsoft.com, "Naming Files, Paths, and Namespaces"); halves of a character have no UTF-8. */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Cs}]/gu
const RESERVED = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(\.|$)/i
/** Characters: with a split's folder and a picture's name within Windows' 260 for a path. */
const MOST = 80

/**
 * Words by which Hugging Face's `datasets` 5 takes a folder for a split's wherever it stands, between these characters (`data_files.py`, SPLIT_KEYWORDS): the
 * pictures of `val/train/` would be learnt as well.
 */
const SPLIT_WORD = /(?<![^-._ 0-9])(training|train|validation|valid|dev|val|testing|test|evaluation|eval)(?![^-._ 0-9])/g

/** What the folder of a class is called: a safe name that nobody takes for a split's. */
export const classFolder = (name: string): string => safeName(safeName(name).replace(SPLIT_WORD, '($1)'))

/** A name that every system takes, as much like `name` as can be. */
export function safeName(name: string): string {
  const plain = name.normalize('NFC').replace(FORBIDDEN, '_').trimStart()
  const short = [...plain]
    .slice(0, MOST)
    .join('')
    .replace(/[\s.]+$/, '')
  if (short === '') return '_'
  return RESERVED.test(short) || isLitter([short]) ? `_${short}` : short
}

/** Names of one folder, each once also where capitals do not count: a second `cat.jpg` is `cat (2).jpg`. */
class Taken {
  private readonly names = new Set<string>()
  /** How far each name was counted: ten thousand `1.jpg` are not counted from the first again. */
  private readonly next = new Map<string, number>()

  take(stem: string, extension = ''): string {
    const key = (name: string) => name.normalize('NFC').toLowerCase()
    const first = `${stem}${extension}`
    let name = first
    let n = this.next.get(key(first)) ?? 2
    for (; this.names.has(key(name)); n++) name = `${stem} (${n})${extension}`
    this.next.set(key(first), n)
    this.names.add(key(name))
    return name
  }
}

/** Extensions by what a file is, the usual one first: both libraries go by them, and pass over files that have none of theirs. */
const EXTENSIONS: Readonly<Record<PictureKind, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg'],
  png: ['png'],
  gif: ['gif'],
  webp: ['webp'],
  bmp: ['bmp'],
  ico: ['ico'],
  avif: ['avif'],
  heic: ['heic', 'heif'],
  tiff: ['tif', 'tiff'],
}

/** Folders and files of one zip. */
export class ZipNames {
  private readonly folders = new Taken()
  private readonly byClass = new Map<string, string>()
  private readonly files = new Map<string, Taken>()

  /** @param classes in their order; of two that would be called the same, the later is numbered */
  constructor(classes: readonly string[]) {
    for (const name of classes) this.byClass.set(name, this.folders.take(classFolder(name)))
  }

  /** The classes whose folders are called otherwise, by folder. */
  get renamed(): ReadonlyMap<string, string> {
    return new Map([...this.byClass].flatMap(([name, folder]) => (name === folder ? [] : [[folder, name] as const])))
  }

  folderOf(className: string): string {
    const folder = this.byClass.get(className)
    if (folder === undefined) throw new Error(`there is no class ${className}`)
    return folder
  }

  /**
   * A file's path in the zip, taken by it.
   * @param folder with `/` between folders
   * @param name as the picture is called; an extension that does not say what it is gets one behind it that does
   */
  fileIn(folder: string, name: string, kind: PictureKind): string {
    const taken = this.files.get(folder) ?? new Taken()
    this.files.set(folder, taken)
    // As the index tells two files of one path apart: `1.jpg (2)`.
    const own = name.replace(/^(.+?)(\.[^.]+?)( \(\d+\))$/, '$1$3$2')
    const [, stem = own, extension = ''] = /^(.+)\.([^.]+)$/.exec(own) ?? []
    const fits = EXTENSIONS[kind].includes(extension.toLowerCase())
    const end = `.${fits ? extension : EXTENSIONS[kind][0]}`
    return `${folder}/${taken.take(safeName(fits ? stem : own), end)}`
  }
}
