import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readSafetensors, SafetensorsError, writeSafetensors } from './safetensors'

function file(header: unknown, data: ArrayLike<number> = [], length?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const out = new Uint8Array(8 + text.length + data.length)
  new DataView(out.buffer).setBigUint64(0, BigInt(length ?? text.length), true)
  out.set(text, 8)
  out.set(Array.from(data), 8 + text.length)
  return out
}

describe('safetensors', () => {
  test('what is written is read back, names and metadata included', () => {
    const tensors = new Map([
      ['a.weight', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-30, 1e30) }],
      ['层', { shape: [], data: Float32Array.of(7) }],
      ['empty', { shape: [0], data: new Float32Array(0) }],
    ])
    const back = readSafetensors(writeSafetensors(tensors, { classes: '["猫"]' }))
    expect(back.metadata).toEqual({ classes: '["猫"]' })
    expect([...back.tensors]).toEqual([...tensors])
  })

  test('half and bfloat16 are widened exactly', () => {
    const entry = (dtype: string) => ({ x: { dtype, shape: [4], data_offsets: [0, 8] } })
    const f16 = readSafetensors(file(entry('F16'), [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b])).tensors.get('x')!
    expect([...f16.data]).toEqual([1, -2, 2 ** -24, 65504])
    const bf16 = readSafetensors(file(entry('BF16'), [0x80, 0x3f, 0x00, 0xc0, 0x49, 0x40, 0x80, 0x7f])).tensors.get('x')!
    expect([...bf16.data]).toEqual([1, -2, 3.140625, Infinity])
  })

  test('the bundled weights are read: F16 and F32 side by side', () => {
    const { tensors, metadata } = readSafetensors(readFileSync('public/models/resnet18-starter.safetensors'))
    expect(metadata.arch).toBe('resnet18')
    expect(tensors.get('layer4.1.conv2.weight')!.shape).toEqual([512, 512, 3, 3])
    expect(tensors.get('bn1.running_var')!.data.every((v) => v > 0)).toBe(true)
  })

  const x = (over: object) => ({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...over } })
  test.each([
    ['too short', new Uint8Array(3), /shorter than 8/],
    ['header past the end', file('{}', [], 5000), /cut short/],
    ['absurd header', file('{}', [], 2 ** 40), /longer than the format allows/],
    ['not JSON', file('hello'), /not JSON/],
    ['not an object', file('[1]'), /not an object/],
    ['past the end', file(x({}), [0, 0]), /outside the file/],
    ['backwards', file(x({ data_offsets: [4, 0] }), [0, 0, 0, 0]), /outside the file/],
    ['shape against bytes', file(x({ shape: [2] }), [0, 0, 0, 0]), /where its shape needs 8/],
    ['negative shape', file(x({ shape: [-1] }), [0, 0, 0, 0]), /malformed shape/],
    ['fractional offsets', file(x({ data_offsets: [0.5, 4] }), [0, 0, 0, 0]), /malformed offsets/],
    ['unknown type', file(x({ dtype: 'F8_E4M3' }), [0, 0, 0, 0]), /not supported/],
    ['metadata that is not text', file({ __metadata__: { a: 1 } }), /metadata/],
    ['a type that every object has', file(x({ dtype: 'constructor' }), [0, 0, 0, 0]), /not supported/],
    ['too many sides', file(x({ shape: new Array(65).fill(1) }), [0, 0, 0, 0]), /malformed shape/],
    [
      'a gap',
      file({ ...x({}), y: { dtype: 'F32', shape: [1], data_offsets: [6, 10] } }, new Array(10).fill(0)),
      /2 bytes before "y" belong/,
    ],
    ['more than its tensors', file(x({}), [0, 0, 0, 0, 0]), /1 bytes at its end belong to no tensor/],
    ['bytes of no tensor', file({}, [0]), /1 bytes at its end/],
    ['overlap', file({ ...x({}), y: { dtype: 'F32', shape: [1], data_offsets: [2, 6] } }, [0, 0, 0, 0, 0, 0]), /overlap/],
  ])('%s is refused in plain words', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(SafetensorsError)
    expect(() => readSafetensors(bytes)).toThrow(message)
  })

  test('overlapping tensors are refused before any is converted', () => {
    // 1,000 tensors over the same 4 MB would be 4 GB.
    const length = 4_000_000
    const entries = Array.from({ length: 1000 }, (_, i) => [`t${i}`, { dtype: 'F32', shape: [length / 4], data_offsets: [0, length] }])
    const bytes = file(Object.fromEntries(entries), new Uint8Array(length))
    const before = process.memoryUsage().arrayBuffers
    expect(() => readSafetensors(bytes)).toThrow(/overlap/)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(length)
  })

  test('a name of megabytes does not fill the message', () => {
    const bytes = file({ ['n'.repeat(5_000_000)]: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, [0, 0, 0, 0])
    expect(() => readSafetensors(bytes)).toThrow(/^.{1,300}$/)
  })

  test('only what is wanted is converted', () => {
    const tensors = new Map(['a', 'b'].map((name) => [name, { shape: [1], data: Float32Array.of(1) }]))
    expect([...readSafetensors(writeSafetensors(tensors), (name) => name === 'b').tensors.keys()]).toEqual(['b'])
  })
})
