import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { STORE_CONTRACT } from './storeContract'

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

test.each(Object.entries(STORE_CONTRACT))('the fakes: %s', async (_, hold) => {
  await hold()
  expect(browser.faults.calls.length).toBeGreaterThan(0)
})
