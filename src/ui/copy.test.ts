import { afterEach, expect, test, vi } from 'vitest'
import { copyText } from './copy'

afterEach(() => vi.unstubAllGlobals())

/** A page whose clipboard does this, and what the older way of copying does; `null`: there is none. */
function page(clipboard: (() => Promise<void>) | null, older: () => boolean) {
  vi.stubGlobal('navigator', clipboard ? { clipboard: { writeText: vi.fn(clipboard) } } : {})
  const shown = { style: {}, textContent: '', remove: vi.fn() }
  const selected: unknown[] = []
  vi.stubGlobal('document', { createElement: () => shown, body: { append: () => {} }, execCommand: older })
  vi.stubGlobal('getSelection', () => ({ selectAllChildren: (of: unknown) => selected.push(of), removeAllRanges: () => {} }))
  return { shown, selected }
}
const forbid = () => Promise.reject(new DOMException('not allowed', 'NotAllowedError'))

test('copies by the clipboard, and by selecting where there is none or it is forbidden', async () => {
  const older = vi.fn(() => true)
  page(async () => {}, older)
  expect(await copyText('a text')).toBe(true)
  expect(older).not.toHaveBeenCalled()
  for (const clipboard of [null, forbid]) {
    const { shown, selected } = page(clipboard, older)
    expect(await copyText('a text')).toBe(true)
    expect(selected).toEqual([shown])
    expect(shown.textContent).toBe('a text')
    expect(shown.remove).toHaveBeenCalledOnce()
  }
})

test('says where nothing was copied', async () => {
  const fails = () => {
    throw new Error('no such command')
  }
  for (const older of [() => false, fails]) {
    const { shown } = page(null, older)
    expect(await copyText('a text')).toBe(false)
    expect(shown.remove).toHaveBeenCalledOnce()
  }
})
