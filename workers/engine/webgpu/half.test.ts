/** What becomes of a kernel's text where a tensor that it is bound to lies in f16. */
import { expect, it } from 'vitest'
import { inHalf } from './half'
import { kernel, kernelSource, read, write } from './kernel'

const made = (code: string) =>
  kernel({ name: 'made', bindings: { x: read(), y: write(), s: read('f32'), t: read('u32') }, code, grid: () => [1, 1, 1] })

it.each([
  ['a load', 'let v = x[i + 1u] * 2.0;', 'let v = vec4f(x[i + 1u]) * 2.0;'],
  ['a load of a lane', 'let v = x[at[3] + c].xyz;', 'let v = vec4f(x[at[3] + c]).xyz;'],
  ['a store', 'y[i] = max(x[i], vec4f(0));', 'y[i] = vec4h(max(vec4f(x[i]), vec4f(0)));'],
  ['one that adds', 'y[i] *= s[i % 4u];', 'y[i] = vec4h(vec4f(y[i]) * (f32(s[i % 4u])));'],
  ['a load within an index', 'y[u32(s[i])] += x[i];', 'y[u32(f32(s[i]))] = vec4h(vec4f(y[u32(f32(s[i]))]) + (vec4f(x[i])));'],
  ['a comparison', 'if (x[i].x <= 1.0) { y[i] = x[i]; }', 'if (vec4f(x[i]).x <= 1.0) { y[i] = vec4h(vec4f(x[i])); }'],
  ['other names', 'let xs = max[i] + v.x + p.y;', 'let xs = max[i] + v.x + p.y;'],
])('%s', (_, code, expected) => {
  const half = inHalf(made(code), ['x', 'y', 's'])
  expect(half.code).toBe(expected)
  expect(kernelSource(half, [16, 16, 16, 16])).toMatch(
    /^enable f16;\n(?:.*\n)*.*x: array<vec4h, 2>;\n.*y: array<vec4h, 2>;\n.*s: array<f16, 8>;\n.*t: array<u32, 4>;/,
  )
})

it('leaves a kernel of f32 as it is', () => {
  const spec = made('y[i] = x[i];')
  expect(inHalf(spec, [])).toBe(spec)
  expect(kernelSource(spec, [16, 16, 16, 16])).not.toContain('f16')
})

it.each([
  ['a local of a binding’s name', 'let x = 1; y[i] = x;'],
  ['a pointer', 'add(&y, x[i]);'],
  ['the store of a lane', 'y[i].x = 1.0;'],
])('refuses %s', (_, code) => {
  expect(() => inHalf(made(code), ['x', 'y'])).toThrow('can lie in f16 only')
})

it('refuses what holds no floats', () => expect(() => inHalf(made('y[i] = x[i];'), ['t'])).toThrow('no floats'))
