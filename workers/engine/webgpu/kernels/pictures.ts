/**
 * The input kernels: from pictures' bytes to the network's input, as torchvision's RandomResizedCrop (or Resize and CenterCrop), flip,
 * RandomRotation, ColorJitter and RandomErasing do it to PIL images.
 *
 * Pillow resizes in integers, and so do these: a pass across, rounded to bytes, then one down, with weights made by `model/resampling.ts`.
 * Flip and rotation move whole pixels, so the pass down writes each pixel where they put it. Contrast needs the picture's mean
 * grey, a dispatch of its own; the last one changes colours, erases and normalises.
 *
 * `views` has `VIEW_WORDS` words a picture, written by `pictures.ts`:
 *  0 source (byte), stride (bytes), channels, bgr      4 middle (word), rows, first row, flip
 *  8 across: bounds, weights, taps, -                  12 down: bounds, weights, taps, -      (words of `tables`)
 * 16 turned, right x, right y, -                       20 row x, row y, down x, down y        (16.16 fixed point)
 * 24 colour steps (1 brightness, 2 contrast, 3 saturation, 0 none) x 3, -                     28 their factors (f32 bits) x 3, -
 * 32 erase: x, y, width, height
 */
import { ERASED } from '../../../model/preprocessing'
import { PRECISION_BITS } from '../../../model/resampling'
import { grid1d, type KernelSpec, kernel, over, read, write } from '../kernel'
import { ceilDiv } from './conv-shape'
import { NORMALISE } from './input'

export const VIEW_WORDS = 36
const QUADS = VIEW_WORDS / 4
const BLOCK = [16, 4] as const

/** Three packed bytes of a weighted sum in 22-bit fixed point. */
const ROUNDED = /* wgsl */ `
fn rounded(sum: vec3u) -> u32 {
  let v = min((sum + ${1 << (PRECISION_BITS - 1)}u) >> vec3u(${PRECISION_BITS}u), vec3u(255u));
  return v.x | (v.y << 8u) | (v.z << 16u);
}
fn bytes(word: u32) -> vec3u { return vec3u(word, word >> 8u, word >> 16u) & vec3u(255u); }`

/** `main` over columns and rows of each picture: `x`, `y`, `picture` and its first view quad `v` are in scope. */
const overPictures = (size: number, rows: string, body: string): string => /* wgsl */ `
@compute @workgroup_size(${BLOCK[0]}, ${BLOCK[1]})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let picture = id.z;
  let v = picture * ${QUADS}u;
  let x = id.x;
  let y = id.y;
  if (x >= ${size}u || y >= ${rows}) { return; }
  ${body}
}`

/** The pass across: row `y` of the crop's rows that are needed, column `x` of the result, packed to a word. Its grid is of `rows`, the most of any picture. */
export function pictureAcross(size: number, rows: () => number): KernelSpec<'source' | 'views' | 'tables' | 'middle'> {
  return kernel({
    name: `picture-across ${size}`,
    bindings: { source: read('u32'), views: read('vec4u'), tables: read('u32'), middle: write('u32') },
    code: /* wgsl */ `${ROUNDED}
fn byteAt(at: u32) -> u32 { return (source[at >> 2u] >> ((at & 3u) * 8u)) & 255u; }
${overPictures(
  size,
  'views[v + 1u].y',
  /* wgsl */ `let raster = views[v];
  let across = views[v + 2u];
  let first = tables[across.x + x * 2u];
  let count = tables[across.x + x * 2u + 1u];
  let weights = across.y + x * across.z;
  var at = raster.x + y * raster.y + first * raster.z;
  var sum = vec3u(0u);
  for (var t = 0u; t < count; t++) {
    var rgb: vec3u;
    // Pictures begin at whole words, so four channels are one.
    if (raster.z == 4u) { rgb = bytes(source[at >> 2u]); }
    else { rgb = vec3u(byteAt(at), byteAt(at + 1u), byteAt(at + 2u)); }
    sum += rgb * tables[weights + t];
    at += raster.z;
  }
  if (raster.w == 1u) { sum = sum.zyx; }
  middle[views[v + 1u].x + y * ${size}u + x] = rounded(sum);`,
)}`,
    grid: (n) => [ceilDiv(size, BLOCK[0]), ceilDiv(rows(), BLOCK[1]), n],
  })
}

/** The pass down, for the pixel that flip and rotation bring to (x, y); black where rotation brings none. */
export function pictureDown(size: number): KernelSpec<'middle' | 'views' | 'tables' | 'rgb'> {
  return kernel({
    name: `picture-down ${size}`,
    bindings: { middle: read('u32'), views: read('vec4u'), tables: read('u32'), rgb: write('u32') },
    code: /* wgsl */ `${ROUNDED}
${overPictures(
  size,
  `${size}u`,
  /* wgsl */ `let here = views[v + 1u];
  let down = views[v + 3u];
  let turn = views[v + 4u];
  let out = (picture * ${size}u + y) * ${size}u + x;
  var px = i32(x);
  var py = i32(y);
  if (turn.x == 1u) {
    let row = vec4i(views[v + 5u]);
    px = (row.x + i32(y) * row.z + i32(x) * i32(turn.y)) >> 16u;
    py = (row.y + i32(y) * row.w + i32(x) * i32(turn.z)) >> 16u;
    if (px < 0 || px >= ${size} || py < 0 || py >= ${size}) { rgb[out] = 0u; return; }
  }
  if (here.w == 1u) { px = ${size - 1} - px; }
  let first = tables[down.x + u32(py) * 2u] - here.z;
  let count = tables[down.x + u32(py) * 2u + 1u];
  let weights = down.y + u32(py) * down.z;
  var sum = vec3u(0u);
  for (var t = 0u; t < count; t++) {
    sum += bytes(middle[here.x + (first + t) * ${size}u + u32(px)]) * tables[weights + t];
  }
  rgb[out] = rounded(sum);`,
)}`,
    grid: (n) => [ceilDiv(size, BLOCK[0]), ceilDiv(size, BLOCK[1]), n],
  })
}

/** Pillow's ImageEnhance: `blend` of two bytes in f32, truncated; ITU-R 601 luma in 16-bit fixed point. */
const COLOUR = /* wgsl */ `
fn luma(c: vec3u) -> u32 { return (c.x * 19595u + c.y * 38470u + c.z * 7471u + 32768u) >> 16u; }
fn blend(grey: u32, c: vec3u, factor: f32) -> vec3u {
  let start = vec3f(f32(grey));
  return vec3u(clamp(start + factor * (vec3f(c) - start), vec3f(0.0), vec3f(255.0)));
}
fn changed(c: vec3u, kind: u32, factor: f32, mean: u32) -> vec3u {
  if (kind == 1u) { return blend(0u, c, factor); }
  if (kind == 2u) { return blend(mean, c, factor); }
  return blend(luma(c), c, factor);
}
fn unpacked(word: u32) -> vec3u { return vec3u(word, word >> 8u, word >> 16u) & vec3u(255u); }`

/** Adds up the grey levels that contrast sees, a row an invocation; `sums` (zeros before) has one a picture. */
export function pictureGrey(size: number): KernelSpec<'rgb' | 'views' | 'sums'> {
  return kernel({
    name: `picture-grey ${size}`,
    bindings: { rgb: read('u32'), views: read('vec4u'), sums: write('atomic<u32>') },
    code: `${COLOUR}${over(
      `step.n * ${size}u`,
      /* wgsl */ `let v = i / ${size}u * ${QUADS}u;
  let steps = views[v + 6u];
  if (all(steps.xyz != vec3u(2u))) { return; }
  let factors = bitcast<vec4f>(views[v + 7u]);
  var sum = 0u;
  for (var x = 0u; x < ${size}u; x++) {
    var c = unpacked(rgb[i * ${size}u + x]);
    for (var k = 0u; k < 3u; k++) {
      if (steps[k] == 0u || steps[k] == 2u) { break; }
      c = changed(c, steps[k], factors[k], 0u);
    }
    sum += luma(c);
  }
  atomicAdd(&sums[i / ${size}u], sum);`,
      16,
    )}`,
    grid: (n) => grid1d(n * size, 16),
  })
}

/** Colours, erasing and normalising, into the batch: `x[n, size, size, 4]`. */
export function pictureFinish(size: number): KernelSpec<'rgb' | 'views' | 'sums' | 'x'> {
  const pixels = size * size
  return kernel({
    name: `picture-finish ${size}`,
    bindings: { rgb: read('u32'), views: read('vec4u'), sums: read('u32'), x: write() },
    code: `${COLOUR}${over(
      `step.n * ${pixels}u`,
      /* wgsl */ `let picture = i / ${pixels}u;
  let v = picture * ${QUADS}u;
  let steps = views[v + 6u];
  var c = unpacked(rgb[i]);
  if (steps.x != 0u) {
    let factors = bitcast<vec4f>(views[v + 7u]);
    // Pillow's int(mean + 0.5), in integers.
    let mean = (sums[picture] * 2u + ${pixels}u) / ${2 * pixels}u;
    for (var k = 0u; k < 3u; k++) {
      if (steps[k] == 0u) { break; }
      c = changed(c, steps[k], factors[k], mean);
    }
  }
  let erase = views[v + 8u];
  let at = vec2u(i % ${size}u, i / ${size}u % ${size}u) - erase.xy;
  if (at.x < erase.z && at.y < erase.w) { c = vec3u(${ERASED.map((byte) => `${byte}u`).join(', ')}); }
  x[i] = ${NORMALISE('vec3f(c)')};`,
    )}`,
    grid: (n) => grid1d(n * pixels),
  })
}
