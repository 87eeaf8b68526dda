import { expect, test } from 'vitest'
import { frameSize } from './frames'

test('frames are kept with 320 pixels on the shorter side, and never enlarged', () => {
  expect(frameSize(640, 480)).toEqual({ width: 427, height: 320 })
  expect(frameSize(1080, 1920)).toEqual({ width: 320, height: 569 })
  expect(frameSize(320, 320)).toEqual({ width: 320, height: 320 })
  expect(frameSize(176, 144)).toEqual({ width: 176, height: 144 })
})
