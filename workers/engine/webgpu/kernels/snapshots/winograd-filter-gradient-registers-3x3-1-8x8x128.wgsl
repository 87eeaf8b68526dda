// winograd-filter-gradient-registers 3x3/1 8x8x128 -> 8x8x128 from 0
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> v: array<vec4f, 65536>;
@group(0) @binding(2) var<storage, read> m: array<vec4f, 65536>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f, 65536>;

@compute @workgroup_size(4, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= 8u || id.y >= 8u) { return; }
  let o0 = id.x * 4u;
  let c0 = id.y * 4u;
  let count = (min(max(step.n, 0u) - 0u, 8u) * 16u);
  var a0_0_0 = vec4f(0);
  var a0_0_1 = vec4f(0);
  var a0_0_2 = vec4f(0);
  var a0_0_3 = vec4f(0);
  var a0_1_0 = vec4f(0);
  var a0_1_1 = vec4f(0);
  var a0_1_2 = vec4f(0);
  var a0_1_3 = vec4f(0);
  var a0_2_0 = vec4f(0);
  var a0_2_1 = vec4f(0);
  var a0_2_2 = vec4f(0);
  var a0_2_3 = vec4f(0);
  var a0_3_0 = vec4f(0);
  var a0_3_1 = vec4f(0);
  var a0_3_2 = vec4f(0);
  var a0_3_3 = vec4f(0);
  var a1_0_0 = vec4f(0);
  var a1_0_1 = vec4f(0);
  var a1_0_2 = vec4f(0);
  var a1_0_3 = vec4f(0);
  var a1_1_0 = vec4f(0);
  var a1_1_1 = vec4f(0);
  var a1_1_2 = vec4f(0);
  var a1_1_3 = vec4f(0);
  var a1_2_0 = vec4f(0);
  var a1_2_1 = vec4f(0);
  var a1_2_2 = vec4f(0);
  var a1_2_3 = vec4f(0);
  var a1_3_0 = vec4f(0);
  var a1_3_1 = vec4f(0);
  var a1_3_2 = vec4f(0);
  var a1_3_3 = vec4f(0);
  var a2_0_0 = vec4f(0);
  var a2_0_1 = vec4f(0);
  var a2_0_2 = vec4f(0);
  var a2_0_3 = vec4f(0);
  var a2_1_0 = vec4f(0);
  var a2_1_1 = vec4f(0);
  var a2_1_2 = vec4f(0);
  var a2_1_3 = vec4f(0);
  var a2_2_0 = vec4f(0);
  var a2_2_1 = vec4f(0);
  var a2_2_2 = vec4f(0);
  var a2_2_3 = vec4f(0);
  var a2_3_0 = vec4f(0);
  var a2_3_1 = vec4f(0);
  var a2_3_2 = vec4f(0);
  var a2_3_3 = vec4f(0);
  var a3_0_0 = vec4f(0);
  var a3_0_1 = vec4f(0);
  var a3_0_2 = vec4f(0);
  var a3_0_3 = vec4f(0);
  var a3_1_0 = vec4f(0);
  var a3_1_1 = vec4f(0);
  var a3_1_2 = vec4f(0);
  var a3_1_3 = vec4f(0);
  var a3_2_0 = vec4f(0);
  var a3_2_1 = vec4f(0);
  var a3_2_2 = vec4f(0);
  var a3_2_3 = vec4f(0);
  var a3_3_0 = vec4f(0);
  var a3_3_1 = vec4f(0);
  var a3_3_2 = vec4f(0);
  var a3_3_3 = vec4f(0);
  for (var t = 0u; t < count; t++) {
    let vi = (id.z * 128u + t) * 32u + c0;
    let mi = (id.z * 128u + t) * 32u + o0;
    let d0 = m[mi + 0u];
    let d1 = m[mi + 1u];
    let d2 = m[mi + 2u];
    let d3 = m[mi + 3u];
    { let x = v[vi + 0u]; a0_0_0 += x.x * d0; a0_0_1 += x.x * d1; a0_0_2 += x.x * d2; a0_0_3 += x.x * d3; a0_1_0 += x.y * d0; a0_1_1 += x.y * d1; a0_1_2 += x.y * d2; a0_1_3 += x.y * d3; a0_2_0 += x.z * d0; a0_2_1 += x.z * d1; a0_2_2 += x.z * d2; a0_2_3 += x.z * d3; a0_3_0 += x.w * d0; a0_3_1 += x.w * d1; a0_3_2 += x.w * d2; a0_3_3 += x.w * d3; }
    { let x = v[vi + 1u]; a1_0_0 += x.x * d0; a1_0_1 += x.x * d1; a1_0_2 += x.x * d2; a1_0_3 += x.x * d3; a1_1_0 += x.y * d0; a1_1_1 += x.y * d1; a1_1_2 += x.y * d2; a1_1_3 += x.y * d3; a1_2_0 += x.z * d0; a1_2_1 += x.z * d1; a1_2_2 += x.z * d2; a1_2_3 += x.z * d3; a1_3_0 += x.w * d0; a1_3_1 += x.w * d1; a1_3_2 += x.w * d2; a1_3_3 += x.w * d3; }
    { let x = v[vi + 2u]; a2_0_0 += x.x * d0; a2_0_1 += x.x * d1; a2_0_2 += x.x * d2; a2_0_3 += x.x * d3; a2_1_0 += x.y * d0; a2_1_1 += x.y * d1; a2_1_2 += x.y * d2; a2_1_3 += x.y * d3; a2_2_0 += x.z * d0; a2_2_1 += x.z * d1; a2_2_2 += x.z * d2; a2_2_3 += x.z * d3; a2_3_0 += x.w * d0; a2_3_1 += x.w * d1; a2_3_2 += x.w * d2; a2_3_3 += x.w * d3; }
    { let x = v[vi + 3u]; a3_0_0 += x.x * d0; a3_0_1 += x.x * d1; a3_0_2 += x.x * d2; a3_0_3 += x.x * d3; a3_1_0 += x.y * d0; a3_1_1 += x.y * d1; a3_1_2 += x.y * d2; a3_1_3 += x.y * d3; a3_2_0 += x.z * d0; a3_2_1 += x.z * d1; a3_2_2 += x.z * d2; a3_2_3 += x.z * d3; a3_3_0 += x.w * d0; a3_3_1 += x.w * d1; a3_3_2 += x.w * d2; a3_3_3 += x.w * d3; }
  }
  let base = id.z * 4096u + c0 * 128u + o0;
  sums[base + 0u] = a0_0_0;
  sums[base + 1u] = a0_0_1;
  sums[base + 2u] = a0_0_2;
  sums[base + 3u] = a0_0_3;
  sums[base + 32u] = a0_1_0;
  sums[base + 33u] = a0_1_1;
  sums[base + 34u] = a0_1_2;
  sums[base + 35u] = a0_1_3;
  sums[base + 64u] = a0_2_0;
  sums[base + 65u] = a0_2_1;
  sums[base + 66u] = a0_2_2;
  sums[base + 67u] = a0_2_3;
  sums[base + 96u] = a0_3_0;
  sums[base + 97u] = a0_3_1;
  sums[base + 98u] = a0_3_2;
  sums[base + 99u] = a0_3_3;
  sums[base + 128u] = a1_0_0;
  sums[base + 129u] = a1_0_1;
  sums[base + 130u] = a1_0_2;
  sums[base + 131u] = a1_0_3;
  sums[base + 160u] = a1_1_0;
  sums[base + 161u] = a1_1_1;
  sums[base + 162u] = a1_1_2;
  sums[base + 163u] = a1_1_3;
  sums[base + 192u] = a1_2_0;
  sums[base + 193u] = a1_2_1;
  sums[base + 194u] = a1_2_2;
  sums[base + 195u] = a1_2_3;
  sums[base + 224u] = a1_3_0;
  sums[base + 225u] = a1_3_1;
  sums[base + 226u] = a1_3_2;
  sums[base + 227u] = a1_3_3;
  sums[base + 256u] = a2_0_0;
  sums[base + 257u] = a2_0_1;
  sums[base + 258u] = a2_0_2;
  sums[base + 259u] = a2_0_3;
  sums[base + 288u] = a2_1_0;
  sums[base + 289u] = a2_1_1;
  sums[base + 290u] = a2_1_2;
  sums[base + 291u] = a2_1_3;
  sums[base + 320u] = a2_2_0;
  sums[base + 321u] = a2_2_1;
  sums[base + 322u] = a2_2_2;
  sums[base + 323u] = a2_2_3;
  sums[base + 352u] = a2_3_0;
  sums[base + 353u] = a2_3_1;
  sums[base + 354u] = a2_3_2;
  sums[base + 355u] = a2_3_3;
  sums[base + 384u] = a3_0_0;
  sums[base + 385u] = a3_0_1;
  sums[base + 386u] = a3_0_2;
  sums[base + 387u] = a3_0_3;
  sums[base + 416u] = a3_1_0;
  sums[base + 417u] = a3_1_1;
  sums[base + 418u] = a3_1_2;
  sums[base + 419u] = a3_1_3;
  sums[base + 448u] = a3_2_0;
  sums[base + 449u] = a3_2_1;
  sums[base + 450u] = a3_2_2;
  sums[base + 451u] = a3_2_3;
  sums[base + 480u] = a3_3_0;
  sums[base + 481u] = a3_3_1;
  sums[base + 482u] = a3_3_2;
  sums[base + 483u] = a3_3_3;
}
