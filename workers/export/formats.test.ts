import { describe, expect, it } from 'vitest'
import { EXPORT_FORMATS, MODEL_FORMATS } from '../protocol/usage'
import { FORMATS } from './formats'

const which = (has: (format: (typeof FORMATS)['onnx']) => boolean) => EXPORT_FORMATS.filter((key) => has(FORMATS[key]))

describe('the table of formats', () => {
  it('has every format that the page lists, each under a file name of its own', () => {
    expect(Object.keys(FORMATS).sort()).toEqual([...EXPORT_FORMATS].sort())
    expect(new Set(Object.values(FORMATS).map(({ file }) => file)).size).toBe(EXPORT_FORMATS.length)
  })

  it('checks every file that holds a model, and says how programs use each', () => {
    const alone: readonly string[] = ['one-page', 'teachable-machine']
    expect(which(({ check }) => check !== null).filter((key) => !alone.includes(key))).toEqual([...MODEL_FORMATS])
    for (const key of alone) expect(which(({ check }) => check !== null)).toContain(key)
    expect(which(({ code }) => code.length > 0)).toEqual([...MODEL_FORMATS])
  })
})
