import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkWeights, findPictures, UnusableInput } from './source'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trainyard-source-')))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (...parts: string[]) => join(folder, ...parts)
const make = (...parts: string[]) => {
  mkdirSync(at(...parts.slice(0, -1)), { recursive: true })
  writeFileSync(at(...parts), 'picture')
}
mkdirSync(at('empty', 'inner'), { recursive: true })
make('pets', 'cat', '0.jpg')
make('PETS.ZIP')
make('notes.txt')

describe('the folder or zip', () => {
  it('is told by what it is', () => {
    expect(findPictures(at('pets'))).toEqual({
      kind: 'folder',
      path: at('pets'),
      files: 1,
      linked: null,
      roots: [at('pets')],
      passedOver: 0,
    })
    expect(findPictures(at('PETS.ZIP'))).toEqual({ kind: 'zip', path: at('PETS.ZIP') })
  })

  it.each([
    ['absent', /does not exist/],
    ['empty', /no file in the folder/],
    ['notes.txt', /neither a folder nor an archive/],
  ])('is refused in one line: %s', (name, message) => {
    const attempt = () => findPictures(at(name))
    expect(attempt).toThrow(UnusableInput)
    expect(attempt).toThrow(message)
    expect(attempt).not.toThrow(/\n/)
  })
})

describe('symbolic links, which a browser passes over', () => {
  it('the folder itself is one: its files are handed over under the name that was given', () => {
    symlinkSync('pets', at('link'))
    expect(findPictures(at('link'))).toMatchObject({ files: 1, linked: [{ path: 'link/cat/0.jpg', file: at('pets', 'cat', '0.jpg') }] })
  })

  it('inside: to folders and to files', () => {
    make('mixed', 'cat', '0.jpg')
    make('elsewhere', 'dog', '1.jpg')
    symlinkSync('../elsewhere/dog', at('mixed', 'dog'))
    symlinkSync('../../notes.txt', at('mixed', 'cat', '2.jpg'))
    const found = findPictures(at('mixed'))
    expect(found).toMatchObject({ files: 3, passedOver: 0, roots: [at('mixed'), at('elsewhere', 'dog')] })
    expect(found.kind === 'folder' && found.linked?.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'mixed/cat/0.jpg', file: at('mixed', 'cat', '0.jpg') },
      { path: 'mixed/cat/2.jpg', file: at('notes.txt') },
      { path: 'mixed/dog/1.jpg', file: at('elsewhere', 'dog', '1.jpg') },
    ])
  })

  it('in circles, to nothing, and to a folder that is there by its own name: passed over and counted', () => {
    make('round', 'real', '0.jpg')
    symlinkSync('..', at('round', 'real', 'up'))
    symlinkSync('self', at('round', 'self'))
    symlinkSync('nowhere', at('round', 'gone.jpg'))
    symlinkSync('real', at('round', 'alias'))
    expect(findPictures(at('round'))).toMatchObject({ files: 1, passedOver: 4, linked: null })
  })

  it('and nothing else are no files', () => {
    mkdirSync(at('hollow'))
    symlinkSync('nowhere', at('hollow', 'gone.jpg'))
    expect(() => findPictures(at('hollow'))).toThrow(/no file in the folder/)
  })
})

describe('weights', () => {
  it('are a file that can be read', () => {
    checkWeights(at('notes.txt'))
    expect(() => checkWeights(at('pets'))).toThrow(/not a file/)
    expect(() => checkWeights(at('none.safetensors'))).toThrow(/does not exist/)
  })

  // A file by its mode, which not even root can read from its start.
  it.runIf(process.platform === 'linux')('are refused where reading fails', () => {
    expect(() => checkWeights('/proc/self/mem')).toThrow(UnusableInput)
    expect(() => checkWeights('/proc/self/mem')).toThrow(/cannot be read: check its permissions/)
  })
})
