import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { freeBytes, prepareOut, type Result, saveEach, writeFault } from './out'
import { UnusableInput } from './source'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trainyard-out-')))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (...parts: string[]) => join(folder, ...parts)
const ROOMY = () => 1e12

describe('the folder for the results, before anything starts', () => {
  it('is made, with those above it, and left empty', () => {
    prepareOut(at('out', 'pets'), [at('pictures')], ROOMY)
    expect(readdirSync(at('out', 'pets'))).toEqual([])
  })

  it('may be there, with earlier results in it', () => {
    mkdirSync(at('again'))
    writeFileSync(at('again', 'model.onnx'), 'earlier')
    prepareOut(at('again'), [], ROOMY)
    expect(readFileSync(at('again', 'model.onnx'), 'utf8')).toBe('earlier')
  })

  mkdirSync(at('taken', 'model.onnx'), { recursive: true })
  writeFileSync(at('file'), '')
  symlinkSync('circle', at('circle'))
  it.each([
    ['a file is in its place', at('file'), /a file is in the way/],
    ['a file is in the place of a folder above it', at('file', 'out'), /a file is in the way/],
    ['its name is too long', at('x'.repeat(300)), /the name is too long/],
    ['its links lead in a circle', at('circle', 'out'), /circle|in the way/],
    ['a folder has the name of a result', at('taken'), /model\.onnx" is a folder/],
  ])('is refused in one line: %s', (_what, path, message) => {
    const attempt = () => prepareOut(path, [], ROOMY)
    expect(attempt).toThrow(UnusableInput)
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(/--out/)
    expect(attempt).not.toThrow(/\n/)
  })

  // Not even root makes a file there.
  it.runIf(process.platform === 'linux')('is refused where no file can be made', () => {
    expect(() => prepareOut('/proc/self', [], ROOMY)).toThrow(/cannot be written/)
    expect(() => prepareOut('/proc/out', [], ROOMY)).toThrow(/cannot be written/)
  })

  it('is refused where there is no room, as is a full folder for temporary files', () => {
    const full = at('full')
    expect(() => prepareOut(full, [], (path) => (path === full ? 12e6 : 1e12))).toThrow(/12 MB free .* 360 MB/)
    expect(() => prepareOut(full, [], (path) => (path === full ? 1e12 : 0))).toThrow(/0 MB free .* TMPDIR/)
    expect(freeBytes(folder)).toBeGreaterThan(0)
  })

  it('is refused within the pictures, also by a link or where a link of theirs leads: it would be a class', () => {
    mkdirSync(at('pets', 'cat'), { recursive: true })
    mkdirSync(at('others'))
    symlinkSync('pets', at('mine'))
    for (const path of [at('pets'), at('pets', 'out'), at('pets', 'a', 'b'), at('mine', 'out'), at('others', 'out')]) {
      expect(() => prepareOut(path, [at('pets'), at('others')], ROOMY), path).toThrow(/would become a class/)
      if (path !== at('pets')) expect(existsSync(path), path).toBe(false)
    }
    for (const path of [at('pets-out'), at('..pets')]) prepareOut(path, [at('pets')], ROOMY)
  })
})

describe('saving', () => {
  const result = (name: Result['name'], write: (path: string) => Promise<void>): Result => ({ name, make: () => Promise.resolve(write) })

  it('goes on with the other files where one fails, and leaves no part of one', async () => {
    const out = at('saved')
    mkdirSync(join(out, 'model.safetensors'), { recursive: true })
    writeFileSync(join(out, 'model.onnx'), 'earlier')
    const onFile = vi.fn()
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const { written, failed } = await saveEach(
      out,
      [
        result('metrics.json', (path) => writeFile(path, 'figures')),
        result('model.onnx', async (path) => {
          await writeFile(path, 'half of')
          throw full
        }),
        // A folder that came to be there meanwhile.
        result('model.safetensors', (path) => writeFile(path, 'weights')),
        result('predictions.json', (path) => writeFile(path, 'answers')),
      ],
      onFile,
    )
    expect(written).toEqual([join(out, 'metrics.json'), join(out, 'predictions.json')])
    expect(failed.map(({ path }) => path)).toEqual([join(out, 'model.onnx'), join(out, 'model.safetensors')])
    expect(failed[0]!.error).toBe(full)
    expect(readdirSync(out).toSorted()).toEqual(['metrics.json', 'model.onnx', 'model.safetensors', 'predictions.json'])
    expect(readFileSync(join(out, 'model.onnx'), 'utf8')).toBe('earlier')
    expect(onFile.mock.calls).toEqual([
      ['metrics.json', 0],
      ['model.onnx', 1],
      ['model.safetensors', 2],
      ['predictions.json', 3],
    ])
  })

  it('makes the next file while one is written, and has no file of one that could not be made', async () => {
    const out = at('at-once')
    mkdirSync(out)
    let isMade = () => {}
    const made = new Promise<void>((resolve) => {
      isMade = resolve
    })
    const refused = new Error('The check failed')
    const { written, failed } = await saveEach(
      out,
      [
        // Waits for the one after the next: written one after another they would wait for ever.
        result('metrics.json', async (path) => {
          await made
          await writeFile(path, 'figures')
        }),
        { name: 'model.onnx', make: () => Promise.reject(refused) },
        {
          name: 'predictions.json',
          make() {
            isMade()
            return Promise.resolve((path) => writeFile(path, 'answers'))
          },
        },
      ],
      vi.fn(),
    )
    expect(written).toEqual([join(out, 'metrics.json'), join(out, 'predictions.json')])
    expect(failed).toEqual([{ path: join(out, 'model.onnx'), error: refused }])
    expect(readdirSync(out).toSorted()).toEqual(['metrics.json', 'predictions.json'])
  })

  it('tells why in a few words, wherever the reason stands', () => {
    expect(writeFault(Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' }))).toBe('the disk is read-only')
    expect(writeFault(new Error('download.saveAs: ENOSPC: no space left on device, copyfile'))).toBe('the disk is full')
    expect(writeFault(new Error('The check failed\nCall log'))).toBe('The check failed')
  })
})
