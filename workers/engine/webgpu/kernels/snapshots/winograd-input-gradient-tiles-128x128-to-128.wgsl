// winograd-input-gradient-tiles 128x128 -> 128
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> v: array<vec4f, 65536>;
@group(0) @binding(2) var<storage, read> u: array<vec4f, 65536>;
@group(0) @binding(3) var<storage, read_write> m: array<vec4f, 65536>;

var<workgroup> tileA: array<f32, 1024>;
var<workgroup> tileB: array<f32, 1024>;
var<private> rows: u32;
var<private> depthTo: u32;

var<private> vFrom: u32;
var<private> uFrom: u32;
fn loadA(row: u32, d: u32) -> vec4f {
  if (row >= rows || d >= depthTo) { return vec4f(0); }
  return v[vFrom + row * 32u + d / 4u];
}
fn loadB(column: u32, d: u32) -> vec4f {
  if (column >= 128u || d >= depthTo) { return vec4f(0); }
  return u[uFrom + column * 32u + d / 4u];
}
@compute @workgroup_size(16, 16)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_id) lid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let wg = vec3u(id.x, id.z / 16u * wgs.y + id.y, id.z % 16u);
  rows = 128u;
  vFrom = wg.z * 4096u;
  uFrom = (select((wg.z / 4u), 3u - (wg.z / 4u), (wg.z / 4u) % 3u == 0u) * 4u + select((wg.z % 4u), 3u - (wg.z % 4u), (wg.z % 4u) % 3u == 0u)) * 4096u;
  let begin = 0u;
  let end = 128u;
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
  if (column >= 128u) { return; }
  { let row = rowFrom + lid.y * 4u + 0u; if (row < rows) { let acc = c0; m[(wg.z * 128u + row) * 32u + column / 4u] = acc; } }
  { let row = rowFrom + lid.y * 4u + 1u; if (row < rows) { let acc = c1; m[(wg.z * 128u + row) * 32u + column / 4u] = acc; } }
  { let row = rowFrom + lid.y * 4u + 2u; if (row < rows) { let acc = c2; m[(wg.z * 128u + row) * 32u + column / 4u] = acc; } }
  { let row = rowFrom + lid.y * 4u + 3u; if (row < rows) { let acc = c3; m[(wg.z * 128u + row) * 32u + column / 4u] = acc; } }
}
