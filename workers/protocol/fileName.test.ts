import { expect, test } from 'vitest'
import { fileNameOf } from './fileName'

test('names hold pictures and run, safe for every system and shell, whatever either is called', () => {
  const of = (dataset: string, run: string) => fileNameOf({ dataset, run }, 'model.onnx')
  expect(of('cats and dogs', '224 px, rate 0.001')).toBe('cats-and-dogs_224-px-rate-0.001_model.onnx')
  expect(of('pets', 'pets 3: rate 0.01'), 'the name once').toBe('pets-3-rate-0.01_model.onnx')
  expect(of('../../etc', 'a/b\\c:d*?"<>|'), 'no path').toBe('etc_a-b-c-d_model.onnx')
  expect(of('.hidden', '-rf $(x) `y`;'), 'neither hidden nor an option').toBe('hidden_rf-x-y_model.onnx')
  expect(of('猫狗', '第 2 次')).toBe('猫狗_第-2-次_model.onnx')
  expect(of('قطط', 'txt\u202exe')).toBe('قطط_txt-xe_model.onnx')
  expect(of('🐱', '🐶'), 'nothing of it can be').toBe('model.onnx')
  expect(of('a..b', 'CON')).toBe('a.b_CON_model.onnx')
})

test('a name is bounded in bytes, and no letter is cut in two', () => {
  const encode = (text: string) => new TextEncoder().encode(text).length
  for (const letter of ['x', 'é', '猫', '𠮷']) {
    const name = fileNameOf({ dataset: letter.repeat(10_000), run: `r${letter.repeat(10_000)}` }, 'trainyard-project.zip')
    expect(encode(name)).toBeLessThanOrEqual(160)
    expect(name).not.toContain('�')
    expect(new TextDecoder('utf-8', { fatal: true }).decode(new TextEncoder().encode(name))).toBe(name)
  }
})
