/** The reading that takes the beginning of a file's name for its class, as in Kaggle's `train/cat.0.jpg`; `test1/1.jpg` has none. */
import type { LayoutEvidence } from '../../protocol/dataset'
import { isPart, wrappers } from './folders'
import type { Layout, Parts } from './layout'
import { splitInName, wordsOf } from './splitWords'

/** What cameras, telephones, browsers, stock sites and frame grabbers call pictures: no class. */
const CAMERA: ReadonlySet<string> = new Set(
  (
    'img image images imagen imagenes image_ dsc dscn dscf dcim pic pics pict picture pictures photo photos foto fotos screenshot screen shot mvimg pxl wp wa whatsapp frame frames ' +
    'untitled unnamed unknown download downloads downloaded descarga index file scan scanned page pexels unsplash shutterstock istock gettyimages istockphoto depositphotos adobestock ' +
    'maxresdefault hqdefault maxres thumb thumbnail avatar copy burst cover snapshot capture webcam cam camera video vlc vlcsnap gopro gopr dji kakaotalk wechat mmexport fb instagram ' +
    'bildschirmfoto bildschirmaufnahme captura pantalla tela écran schermata ekran skärmbild снимок экрана 屏幕截图 截图 截屏 螢幕擷取畫面 スクリーンショット 스크린샷 ' +
    'snapchat telegram signal received original edited ilsvrc val train test coco flickr n s p x img-'
  ).split(' '),
)

/** What a class is called: a letter, then words. */
const WORDS = /^\p{L}[\p{L}\p{M}\p{N} _'’-]*$/u
const isDigit = (character: string | undefined): boolean => character !== undefined && character >= '0' && character <= '9'

/**
 * A name's words before its numbers: `cat.0.jpg`, `african elephant-4.webp`, `cat (3).jpg`, `dog_2_014.png`; null where there are none, or no numbers. Walked from
 * the end, each letter once: an expression would try every way to tell words from numbers.
 */
export function wordsBeforeNumbers(name: string): string | null {
  const dot = name.lastIndexOf('.')
  const stem = dot < 0 ? name : name.slice(0, dot)
  return beforeNumbers(stem) ?? (dot < 0 ? null : beforeNumbers(name))
}

function beforeNumbers(text: string): string | null {
  let end = text.length
  for (;;) {
    let at = text[end - 1] === ')' ? end - 1 : end
    if (!isDigit(text[at - 1])) break
    while (isDigit(text[at - 1])) at--
    if (text[at - 1] === '(') at--
    while (at > 0 && '._- '.includes(text[at - 1]!)) at--
    end = at
  }
  const words = text.slice(0, end)
  return end < text.length && WORDS.test(words) ? words : null
}

/** The class in a file's name; null where there is none, or only what a camera or a browser calls its pictures. */
export function classInName(name: string): string | null {
  const found = wordsBeforeNumbers(name)?.trim()
  if (found === undefined) return null
  const words = wordsOf(found).filter((word) => !/^\p{N}+$/u.test(word))
  return words.length === 0 || words.every((word) => CAMERA.has(word) || word.length > 24) ? null : found
}

export const fileNames: Layout = (all) => {
  const { names, learnt } = all
  const classNames = withoutStrays(names.map(classInName), learnt)
  const candidates = names.filter((_, i) => learnt(i)).length
  const sizes = new Map<string, number>()
  classNames.forEach((name, i) => {
    if (name !== null && learnt(i)) sizes.set(name, (sizes.get(name) ?? 0) + 1)
  })
  const named = [...sizes.values()].reduce((sum, n) => sum + n, 0)
  // A class that is nearly every picture's own name is no class.
  if (named * 5 < candidates * 4 || sizes.size * 2 > named) return null
  return { layout: 'kaggle-flat', classNames, evidence: [...evidenceOf(sizes), ...besideFolders(classNames, all)] }
}

/** Where classes have several pictures each, one that has a single picture is that picture's name. */
function withoutStrays(classNames: readonly (string | null)[], learnt: Parts['learnt']): (string | null)[] {
  const sizes = new Map<string, number>()
  classNames.forEach((name, i) => {
    if (name !== null && learnt(i)) sizes.set(name, (sizes.get(name) ?? 0) + 1)
  })
  const sorted = [...sizes.values()].sort((a, b) => b - a)
  // The size of the class that the picture in the middle belongs to.
  const middle = sorted.reduce((a, b) => a + b, 0) / 2
  let before = 0
  let usual = 0
  for (const size of sorted) {
    if (before < middle) usual = size
    before += size
  }
  return usual < 4 ? [...classNames] : classNames.map((name) => (name !== null && sizes.get(name) === 1 ? null : name))
}

function evidenceOf(sizes: ReadonlyMap<string, number>): LayoutEvidence[] {
  const [name = ''] = sizes.keys()
  return [
    { code: 'names-numbered', weight: 2, values: { name, classes: sizes.size } },
    ...(sizes.size > 100 ? [{ code: 'names-too-many', weight: -2, values: { classes: sizes.size } } as const] : []),
  ]
}

/** Folders win over file names, unless they say nothing: there is one, or they only count or date, or only name splits. */
function besideFolders(classNames: readonly (string | null)[], { parts, learnt }: Parts): LayoutEvidence[] {
  const folders = new Set(parts.filter((_, i) => learnt(i) && classNames[i] !== null).map((part) => part.folders))
  const depth = wrappers(folders)
  const telling = [...new Set([...folders].flatMap((path) => path.slice(depth)))]
  if (telling.length === 0) return [{ code: 'one-folder', weight: 4, values: {} }]
  if (telling.every((folder) => isPart(folder) || splitInName(folder)?.rest.length === 0))
    return [{ code: 'folders-say-nothing', weight: 4, values: { folder: telling[0]! } }]
  return [{ code: 'folders-first', weight: -4, values: { folders: telling.length } }]
}
