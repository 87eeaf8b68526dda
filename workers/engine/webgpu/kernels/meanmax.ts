/**
 * Means and maxima over the places of a channel, `[n, 2 x 2, channels]`, and over the channels of a place, `[n, pixels, 4]` (mean, maximum and two zeros).
 * Equal maxima share the gradient.
 */
import { grid1d, kernel, over, read, write } from '../kernel'
import type { NormShape } from './batchnorm'

const nameOf = ({ pixels, channels }: NormShape): string => `${pixels}x${channels}`

export function meanMaxOfPlaces({ pixels, channels }: NormShape) {
  const quads = channels / 4
  return kernel({
    name: `mean-max-places ${nameOf({ pixels, channels })}`,
    bindings: { x: read(), y: write() },
    code: over(
      `step.n * ${quads}u`,
      /* wgsl */ `let q = i % ${quads}u;
  let base = i / ${quads}u * ${pixels * quads}u + q;
  var sum = vec4f(0);
  var most = x[base];
  for (var p = 0u; p < ${pixels}u; p++) {
    let v = x[base + p * ${quads}u];
    sum += v;
    most = max(most, v);
  }
  let to = i / ${quads}u * ${4 * quads}u + q;
  y[to] = sum / ${pixels}.0;
  y[to + ${quads}u] = sum / ${pixels}.0;
  y[to + ${2 * quads}u] = most;
  y[to + ${3 * quads}u] = most;`,
      16,
    ),
    grid: (n) => grid1d(n * quads, 16),
  })
}

export function meanMaxOfPlacesGradient({ pixels, channels }: NormShape) {
  const quads = channels / 4
  return kernel({
    name: `mean-max-places-gradient ${nameOf({ pixels, channels })}`,
    bindings: { x: read(), y: read(), dy: read(), dx: write() },
    code: over(
      `step.n * ${quads}u`,
      /* wgsl */ `let q = i % ${quads}u;
  let base = i / ${quads}u * ${pixels * quads}u + q;
  let to = i / ${quads}u * ${4 * quads}u + q;
  let most = y[to + ${2 * quads}u];
  var equal = vec4f(0);
  for (var p = 0u; p < ${pixels}u; p++) { equal += select(vec4f(0), vec4f(1), x[base + p * ${quads}u] == most); }
  let even = (dy[to] + dy[to + ${quads}u]) / ${pixels}.0;
  let share = (dy[to + ${2 * quads}u] + dy[to + ${3 * quads}u]) / max(equal, vec4f(1));
  for (var p = 0u; p < ${pixels}u; p++) {
    let at = base + p * ${quads}u;
    dx[at] = even + select(vec4f(0), share, x[at] == most);
  }`,
      16,
    ),
    grid: (n) => grid1d(n * quads, 16),
  })
}

export function meanMaxOfChannels({ pixels, channels }: NormShape) {
  const quads = channels / 4
  return kernel({
    name: `mean-max-channels ${nameOf({ pixels, channels })}`,
    bindings: { x: read(), y: write() },
    code: over(
      `step.n * ${pixels}u`,
      /* wgsl */ `let base = i * ${quads}u;
  var sum = vec4f(0);
  var most = x[base];
  for (var q = 0u; q < ${quads}u; q++) {
    let v = x[base + q];
    sum += v;
    most = max(most, v);
  }
  y[i] = vec4f(((sum.x + sum.y) + (sum.z + sum.w)) / ${channels}.0, max(max(most.x, most.y), max(most.z, most.w)), 0, 0);`,
    ),
    grid: (n) => grid1d(n * pixels),
  })
}

export function meanMaxOfChannelsGradient({ pixels, channels }: NormShape) {
  const quads = channels / 4
  return kernel({
    name: `mean-max-channels-gradient ${nameOf({ pixels, channels })}`,
    bindings: { x: read(), y: read(), dy: read(), dx: write() },
    code: over(
      `step.n * ${pixels}u`,
      /* wgsl */ `let base = i * ${quads}u;
  let most = vec4f(y[i].y);
  var equal = vec4f(0);
  for (var q = 0u; q < ${quads}u; q++) { equal += select(vec4f(0), vec4f(1), x[base + q] == most); }
  let even = vec4f(dy[i].x / ${channels}.0);
  let share = vec4f(dy[i].y / max((equal.x + equal.y) + (equal.z + equal.w), 1.0));
  for (var q = 0u; q < ${quads}u; q++) { dx[base + q] = even + select(vec4f(0), share, x[base + q] == most); }`,
    ),
    grid: (n) => grid1d(n * pixels),
  })
}
