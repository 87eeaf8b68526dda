/** `train.py` finds its pictures where the studio's names are not those on the disk: decomposed accents, second files of one path, zips whose names were guessed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { resnet } from '../model/resnet'
import { HAS_TORCH, python } from './fixtures/python'
import { networkText } from './pytorch'
import safetensorsIo from './pytorch/safetensors_io.py?raw'
import shards from './pytorch/shards.py?raw'
import train from './pytorch/train.py?raw'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finding-'))
  for (const [name, text] of Object.entries({
    'train.py': train,
    'network.py': networkText(resnet(18, { classes: 2 })),
    'safetensors_io.py': safetensorsIo,
    'shards.py': shards,
  }))
    writeFileSync(join(folder, name), text)
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What is in the file that the program finds for each of the studio's paths; null where it finds none. `root` as in config.json. */
function found(paths: readonly string[], root: string, data = 'data'): (string | null)[] {
  const ask = [
    'import json, train',
    `paths = json.loads(${JSON.stringify(JSON.stringify(paths))})`,
    `best = max((train.find(place, paths) for place in train.places_of(${JSON.stringify(data)}, ${JSON.stringify(root)})), key=lambda found: len(found) - found.count(None))`,
    'print(json.dumps([path and open(path).read() for path in best]))',
  ]
  return JSON.parse(python(['-c', ask.join('\n')], folder)) as (string | null)[]
}
function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

test.skipIf(!HAS_TORCH)('names that the disk has decomposed, the folder that was opened among them', () => {
  put(`data/${'Tiere é'.normalize('NFD')}/${'Kätzchen'.normalize('NFD')}/${'süß'.normalize('NFD')}.jpg`, 'cat')
  put(`data/${'Tiere é'.normalize('NFD')}/dog/1.jpg`, 'dog')
  const paths = ['Kätzchen/süß.jpg', 'dog/1.jpg', 'dog/2.jpg']
  expect(found(paths, 'Tiere é')).toEqual(['cat', 'dog', null])
  expect(found(paths, 'Tiere é', `data/${'Tiere é'.normalize('NFD')}`)).toEqual(['cat', 'dog', null])
})

test.skipIf(!HAS_TORCH)('second files of one path: two ways to write an accent, and what unpacking programs call them', () => {
  put('data/cat/é.jpg', 'composed')
  put(`data/cat/${'é.jpg'.normalize('NFD')}`, 'decomposed')
  expect(found(['cat/é.jpg', 'cat/é.jpg (2)'], '').toSorted()).toEqual(['composed', 'decomposed'])
  put('data/cat/1.jpg', 'first')
  put('data/cat/1 (2).jpg', 'second')
  put('data/dog/1.jpg', 'first')
  put('data/dog/1_1.jpg', 'second')
  // A name that is just so is itself.
  put('data/fox/1 (2)', 'itself')
  expect(found(['cat/1.jpg', 'cat/1.jpg (2)', 'dog/1.jpg', 'dog/1.jpg (2)', 'fox/1 (2)', 'dog/1.jpg (3)'], '')).toEqual([
    ...['first', 'second', 'first', 'second', 'itself', null],
  ])
})

const PAGES = [
  ['shift_jis', '猫/ねこ.jpg'],
  ['gbk', '猫/狗.jpg'],
  ['big5', '貓/狗.jpg'],
  ['cp949', '고양이/강아지.jpg'],
  ['cp866', 'кошка/собака.jpg'],
  ['cp1251', 'кошка/собака.jpg'],
  ['cp737', 'γάτα/σκύλος.jpg'],
  ['cp850', 'Kätzchen/süß.jpg'],
]

test.skipIf(!HAS_TORCH)('a zip whose names are in a code page, unpacked by programs that do not know in which', { timeout: 60_000 }, () => {
  const ask = [
    'import json, os, train',
    'lost = []',
    `for page, path in json.loads(${JSON.stringify(JSON.stringify(PAGES))}):`,
    '    raw = path.encode(page)',
    // As Python's zipfile and Windows take them, and byte for byte.
    "    for how, name in (('zipfile', raw.decode('cp437')), ('bytes', os.fsdecode(raw)), ('latin', raw.decode('latin-1'))):",
    "        place = os.path.join('data', page, how)",
    '        file = os.path.join(place, name)',
    '        os.makedirs(os.path.dirname(file))',
    "        open(file, 'w').close()",
    '        if train.find(place, [path]) != [file]: lost.append([page, how])',
    'print(json.dumps(lost))',
  ]
  expect(JSON.parse(python(['-c', ask.join('\n')], folder))).toEqual([])
})
