import { afterEach, expect, test, vi } from 'vitest'
import { askForAutomation, automationAsked } from './automationFlag'

afterEach(() => vi.unstubAllGlobals())

test('the page is driven by program only where that was asked for', () => {
  for (const trainyardAutomation of [undefined, false, 'true', 1]) expect(automationAsked({ trainyardAutomation })).toBe(false)
  vi.stubGlobal('trainyardAutomation', undefined)
  expect(automationAsked(globalThis)).toBe(false)
  askForAutomation()
  expect(automationAsked(globalThis)).toBe(true)
})
