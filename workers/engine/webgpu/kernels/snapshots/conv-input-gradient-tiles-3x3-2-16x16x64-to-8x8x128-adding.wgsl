// conv-input-gradient-tiles 3x3/2 16x16x64 -> 8x8x128 +=
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> dy: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read> w: array<vec4f, 18432>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f, 32768>;

var<workgroup> tileA: array<f32, 1024>;
var<workgroup> tileB: array<f32, 1024>;
var<private> rows: u32;
var<private> depthTo: u32;

var<private> phase: vec2u;
var<private> extent: vec2u;
var<private> tapsX: u32;
fn loadA(row: u32, d: u32) -> vec4f {
  if (row >= rows || d >= depthTo) { return vec4f(0); }
  let tap = d / 128u;
  let kh = (phase.y + 1u) % 2u + tap / tapsX * 2u;
  let kw = (phase.x + 1u) % 2u + tap % tapsX * 2u;
  let y = i32(row / extent.x % extent.y * 2u + phase.y + 1u) - i32(kh);
  let x = i32(row % extent.x * 2u + phase.x + 1u) - i32(kw);
  if (y < 0 || y >= 16 || x < 0 || x >= 16) { return vec4f(0); }
  return dy[((row / (extent.x * extent.y) * 8u + u32(y) / 2u) * 8u + u32(x) / 2u) * 32u + d % 128u / 4u];
}
fn loadB(column: u32, d: u32) -> vec4f {
  if (column >= 64u || d >= depthTo) { return vec4f(0); }
  let tap = d / 128u;
  let kh = (phase.y + 1u) % 2u + tap / tapsX * 2u;
  let kw = (phase.x + 1u) % 2u + tap % tapsX * 2u;
  return w[((kh * 3u + kw) * 64u + column) * 32u + d % 128u / 4u];
}
@compute @workgroup_size(16, 16)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_id) lid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let wg = vec3u(id.x, id.z / 4u * wgs.y + id.y, id.z % 4u);
  phase = vec2u(wg.z % 2u, wg.z / 2u);
  extent = (vec2u(17u, 17u) - phase) / 2u;
  rows = step.n * extent.x * extent.y;
  tapsX = ((4u - (phase.x + 1u) % 2u) / 2u);
  let begin = 0u;
  let end = ((4u - ((wg.z % 2u) + 1u) % 2u) / 2u) * (((4u - ((wg.z / 2u) + 1u) % 2u) / 2u)) * 128u;
  depthTo = end;
  let columnFrom = wg.x * 64u;
  let rowFrom = wg.y * 64u;
  var c0 = vec4f(0); var c1 = vec4f(0); var c2 = vec4f(0); var c3 = vec4f(0);
  for (var depth = begin; depth < end; depth += 16u) {
    {
      let at = (lane + 0u) / 4u;
      let d = (lane + 0u) % 4u * 4u;
      let v = loadA(rowFrom + at, depth + d);
      let s = d * 64u + at;
      tileA[s + 0u] = v[0]; tileA[s + 64u] = v[1]; tileA[s + 128u] = v[2]; tileA[s + 192u] = v[3];
    }
    {
      let at = (lane + 0u) / 4u;
      let d = (lane + 0u) % 4u * 4u;
      let v = loadB(columnFrom + at, depth + d);
      let s = d * 64u + at;
      tileB[s + 0u] = v[0]; tileB[s + 64u] = v[1]; tileB[s + 128u] = v[2]; tileB[s + 192u] = v[3];
    }
    workgroupBarrier();
    for (var d = 0u; d < 16u; d++) {
      let a = d * 64u + lid.y * 4u;
      let b = d * 64u + lid.x * 4u;
      let v = vec4f(tileB[b], tileB[b + 1u], tileB[b + 2u], tileB[b + 3u]);
      c0 = fma(vec4f(tileA[a + 0u]), v, c0); c1 = fma(vec4f(tileA[a + 1u]), v, c1); c2 = fma(vec4f(tileA[a + 2u]), v, c2); c3 = fma(vec4f(tileA[a + 3u]), v, c3);
    }
    workgroupBarrier();
  }
  let column = columnFrom + lid.x * 4u;
  if (column >= 64u) { return; }
  { let row = rowFrom + lid.y * 4u + 0u; if (row < rows) { let acc = c0; 
    let h = row / extent.x % extent.y * 2u + phase.y;
    let at = ((row / (extent.x * extent.y) * 16u + h) * 16u + row % extent.x * 2u + phase.x) * 16u + column / 4u;
    dx[at] = acc + dx[at]; } }
  { let row = rowFrom + lid.y * 4u + 1u; if (row < rows) { let acc = c1; 
    let h = row / extent.x % extent.y * 2u + phase.y;
    let at = ((row / (extent.x * extent.y) * 16u + h) * 16u + row % extent.x * 2u + phase.x) * 16u + column / 4u;
    dx[at] = acc + dx[at]; } }
  { let row = rowFrom + lid.y * 4u + 2u; if (row < rows) { let acc = c2; 
    let h = row / extent.x % extent.y * 2u + phase.y;
    let at = ((row / (extent.x * extent.y) * 16u + h) * 16u + row % extent.x * 2u + phase.x) * 16u + column / 4u;
    dx[at] = acc + dx[at]; } }
  { let row = rowFrom + lid.y * 4u + 3u; if (row < rows) { let acc = c3; 
    let h = row / extent.x % extent.y * 2u + phase.y;
    let at = ((row / (extent.x * extent.y) * 16u + h) * 16u + row % extent.x * 2u + phase.x) * 16u + column / 4u;
    dx[at] = acc + dx[at]; } }
}
