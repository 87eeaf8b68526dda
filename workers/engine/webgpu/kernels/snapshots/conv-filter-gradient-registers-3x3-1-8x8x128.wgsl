// conv-filter-gradient-registers 3x3/1 8x8x128 -> 8x8x128
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 16384>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f, 16384>;
@group(0) @binding(3) var<storage, read_write> dw: array<vec4f, 36864>;

@compute @workgroup_size(4, 4)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= 8u || gid.y >= 8u) { return; }
  let tapGroup = i32(gid.z % 9u);
  let split = gid.z / 9u;
  let kh = tapGroup / 3;
  let kw = tapGroup % 3;
  let o0 = gid.x * 4u;
  let c0 = gid.y * 4u;
  let total = i32(step.n) * 8;
  let share = (total + 0) / 1;
  let begin = i32(split) * share;
  let end = min(begin + share, total);
  let first = max(0, (1 - kw + 0) / 1);
  let last = min(7, (8 - kw) / 1);
  var a0_0_0_0 = vec4f(0);
  var a0_0_0_1 = vec4f(0);
  var a0_0_0_2 = vec4f(0);
  var a0_0_0_3 = vec4f(0);
  var a0_0_1_0 = vec4f(0);
  var a0_0_1_1 = vec4f(0);
  var a0_0_1_2 = vec4f(0);
  var a0_0_1_3 = vec4f(0);
  var a0_0_2_0 = vec4f(0);
  var a0_0_2_1 = vec4f(0);
  var a0_0_2_2 = vec4f(0);
  var a0_0_2_3 = vec4f(0);
  var a0_0_3_0 = vec4f(0);
  var a0_0_3_1 = vec4f(0);
  var a0_0_3_2 = vec4f(0);
  var a0_0_3_3 = vec4f(0);
  var a0_1_0_0 = vec4f(0);
  var a0_1_0_1 = vec4f(0);
  var a0_1_0_2 = vec4f(0);
  var a0_1_0_3 = vec4f(0);
  var a0_1_1_0 = vec4f(0);
  var a0_1_1_1 = vec4f(0);
  var a0_1_1_2 = vec4f(0);
  var a0_1_1_3 = vec4f(0);
  var a0_1_2_0 = vec4f(0);
  var a0_1_2_1 = vec4f(0);
  var a0_1_2_2 = vec4f(0);
  var a0_1_2_3 = vec4f(0);
  var a0_1_3_0 = vec4f(0);
  var a0_1_3_1 = vec4f(0);
  var a0_1_3_2 = vec4f(0);
  var a0_1_3_3 = vec4f(0);
  var a0_2_0_0 = vec4f(0);
  var a0_2_0_1 = vec4f(0);
  var a0_2_0_2 = vec4f(0);
  var a0_2_0_3 = vec4f(0);
  var a0_2_1_0 = vec4f(0);
  var a0_2_1_1 = vec4f(0);
  var a0_2_1_2 = vec4f(0);
  var a0_2_1_3 = vec4f(0);
  var a0_2_2_0 = vec4f(0);
  var a0_2_2_1 = vec4f(0);
  var a0_2_2_2 = vec4f(0);
  var a0_2_2_3 = vec4f(0);
  var a0_2_3_0 = vec4f(0);
  var a0_2_3_1 = vec4f(0);
  var a0_2_3_2 = vec4f(0);
  var a0_2_3_3 = vec4f(0);
  var a0_3_0_0 = vec4f(0);
  var a0_3_0_1 = vec4f(0);
  var a0_3_0_2 = vec4f(0);
  var a0_3_0_3 = vec4f(0);
  var a0_3_1_0 = vec4f(0);
  var a0_3_1_1 = vec4f(0);
  var a0_3_1_2 = vec4f(0);
  var a0_3_1_3 = vec4f(0);
  var a0_3_2_0 = vec4f(0);
  var a0_3_2_1 = vec4f(0);
  var a0_3_2_2 = vec4f(0);
  var a0_3_2_3 = vec4f(0);
  var a0_3_3_0 = vec4f(0);
  var a0_3_3_1 = vec4f(0);
  var a0_3_3_2 = vec4f(0);
  var a0_3_3_3 = vec4f(0);
  for (var row = begin; row < end; row++) {
    let image = row / 8;
    let ih = (row % 8) * 1 + kh - 1;
    if (ih < 0 || ih >= 8) { continue; }
    for (var ow = first; ow <= last; ow++) {
      let di = u32(row * 8 + ow) * 32u + o0;
      let iw = ow * 1 + kw - 1;
      let xi = u32((image * 8 + ih) * 8 + iw) * 32u + c0;
      let d0 = dy[di + 0u];
      let d1 = dy[di + 1u];
      let d2 = dy[di + 2u];
      let d3 = dy[di + 3u];
      { let v = x[xi + 0u]; a0_0_0_0 += v.x * d0; a0_0_0_1 += v.x * d1; a0_0_0_2 += v.x * d2; a0_0_0_3 += v.x * d3; a0_0_1_0 += v.y * d0; a0_0_1_1 += v.y * d1; a0_0_1_2 += v.y * d2; a0_0_1_3 += v.y * d3; a0_0_2_0 += v.z * d0; a0_0_2_1 += v.z * d1; a0_0_2_2 += v.z * d2; a0_0_2_3 += v.z * d3; a0_0_3_0 += v.w * d0; a0_0_3_1 += v.w * d1; a0_0_3_2 += v.w * d2; a0_0_3_3 += v.w * d3; }
      { let v = x[xi + 1u]; a0_1_0_0 += v.x * d0; a0_1_0_1 += v.x * d1; a0_1_0_2 += v.x * d2; a0_1_0_3 += v.x * d3; a0_1_1_0 += v.y * d0; a0_1_1_1 += v.y * d1; a0_1_1_2 += v.y * d2; a0_1_1_3 += v.y * d3; a0_1_2_0 += v.z * d0; a0_1_2_1 += v.z * d1; a0_1_2_2 += v.z * d2; a0_1_2_3 += v.z * d3; a0_1_3_0 += v.w * d0; a0_1_3_1 += v.w * d1; a0_1_3_2 += v.w * d2; a0_1_3_3 += v.w * d3; }
      { let v = x[xi + 2u]; a0_2_0_0 += v.x * d0; a0_2_0_1 += v.x * d1; a0_2_0_2 += v.x * d2; a0_2_0_3 += v.x * d3; a0_2_1_0 += v.y * d0; a0_2_1_1 += v.y * d1; a0_2_1_2 += v.y * d2; a0_2_1_3 += v.y * d3; a0_2_2_0 += v.z * d0; a0_2_2_1 += v.z * d1; a0_2_2_2 += v.z * d2; a0_2_2_3 += v.z * d3; a0_2_3_0 += v.w * d0; a0_2_3_1 += v.w * d1; a0_2_3_2 += v.w * d2; a0_2_3_3 += v.w * d3; }
      { let v = x[xi + 3u]; a0_3_0_0 += v.x * d0; a0_3_0_1 += v.x * d1; a0_3_0_2 += v.x * d2; a0_3_0_3 += v.x * d3; a0_3_1_0 += v.y * d0; a0_3_1_1 += v.y * d1; a0_3_1_2 += v.y * d2; a0_3_1_3 += v.y * d3; a0_3_2_0 += v.z * d0; a0_3_2_1 += v.z * d1; a0_3_2_2 += v.z * d2; a0_3_2_3 += v.z * d3; a0_3_3_0 += v.w * d0; a0_3_3_1 += v.w * d1; a0_3_3_2 += v.w * d2; a0_3_3_3 += v.w * d3; }
    }
  }
  let base = u32(kh * 3 + kw) * 4096u + c0 * 128u + o0;
  let keep = select(1.0, 0.0, step.first == 1u);
  dw[base + 0u] = a0_0_0_0 + select(vec4f(0), dw[base + 0u], keep > 0.0);
  dw[base + 1u] = a0_0_0_1 + select(vec4f(0), dw[base + 1u], keep > 0.0);
  dw[base + 2u] = a0_0_0_2 + select(vec4f(0), dw[base + 2u], keep > 0.0);
  dw[base + 3u] = a0_0_0_3 + select(vec4f(0), dw[base + 3u], keep > 0.0);
  dw[base + 32u] = a0_0_1_0 + select(vec4f(0), dw[base + 32u], keep > 0.0);
  dw[base + 33u] = a0_0_1_1 + select(vec4f(0), dw[base + 33u], keep > 0.0);
  dw[base + 34u] = a0_0_1_2 + select(vec4f(0), dw[base + 34u], keep > 0.0);
  dw[base + 35u] = a0_0_1_3 + select(vec4f(0), dw[base + 35u], keep > 0.0);
  dw[base + 64u] = a0_0_2_0 + select(vec4f(0), dw[base + 64u], keep > 0.0);
  dw[base + 65u] = a0_0_2_1 + select(vec4f(0), dw[base + 65u], keep > 0.0);
  dw[base + 66u] = a0_0_2_2 + select(vec4f(0), dw[base + 66u], keep > 0.0);
  dw[base + 67u] = a0_0_2_3 + select(vec4f(0), dw[base + 67u], keep > 0.0);
  dw[base + 96u] = a0_0_3_0 + select(vec4f(0), dw[base + 96u], keep > 0.0);
  dw[base + 97u] = a0_0_3_1 + select(vec4f(0), dw[base + 97u], keep > 0.0);
  dw[base + 98u] = a0_0_3_2 + select(vec4f(0), dw[base + 98u], keep > 0.0);
  dw[base + 99u] = a0_0_3_3 + select(vec4f(0), dw[base + 99u], keep > 0.0);
  dw[base + 128u] = a0_1_0_0 + select(vec4f(0), dw[base + 128u], keep > 0.0);
  dw[base + 129u] = a0_1_0_1 + select(vec4f(0), dw[base + 129u], keep > 0.0);
  dw[base + 130u] = a0_1_0_2 + select(vec4f(0), dw[base + 130u], keep > 0.0);
  dw[base + 131u] = a0_1_0_3 + select(vec4f(0), dw[base + 131u], keep > 0.0);
  dw[base + 160u] = a0_1_1_0 + select(vec4f(0), dw[base + 160u], keep > 0.0);
  dw[base + 161u] = a0_1_1_1 + select(vec4f(0), dw[base + 161u], keep > 0.0);
  dw[base + 162u] = a0_1_1_2 + select(vec4f(0), dw[base + 162u], keep > 0.0);
  dw[base + 163u] = a0_1_1_3 + select(vec4f(0), dw[base + 163u], keep > 0.0);
  dw[base + 192u] = a0_1_2_0 + select(vec4f(0), dw[base + 192u], keep > 0.0);
  dw[base + 193u] = a0_1_2_1 + select(vec4f(0), dw[base + 193u], keep > 0.0);
  dw[base + 194u] = a0_1_2_2 + select(vec4f(0), dw[base + 194u], keep > 0.0);
  dw[base + 195u] = a0_1_2_3 + select(vec4f(0), dw[base + 195u], keep > 0.0);
  dw[base + 224u] = a0_1_3_0 + select(vec4f(0), dw[base + 224u], keep > 0.0);
  dw[base + 225u] = a0_1_3_1 + select(vec4f(0), dw[base + 225u], keep > 0.0);
  dw[base + 226u] = a0_1_3_2 + select(vec4f(0), dw[base + 226u], keep > 0.0);
  dw[base + 227u] = a0_1_3_3 + select(vec4f(0), dw[base + 227u], keep > 0.0);
  dw[base + 256u] = a0_2_0_0 + select(vec4f(0), dw[base + 256u], keep > 0.0);
  dw[base + 257u] = a0_2_0_1 + select(vec4f(0), dw[base + 257u], keep > 0.0);
  dw[base + 258u] = a0_2_0_2 + select(vec4f(0), dw[base + 258u], keep > 0.0);
  dw[base + 259u] = a0_2_0_3 + select(vec4f(0), dw[base + 259u], keep > 0.0);
  dw[base + 288u] = a0_2_1_0 + select(vec4f(0), dw[base + 288u], keep > 0.0);
  dw[base + 289u] = a0_2_1_1 + select(vec4f(0), dw[base + 289u], keep > 0.0);
  dw[base + 290u] = a0_2_1_2 + select(vec4f(0), dw[base + 290u], keep > 0.0);
  dw[base + 291u] = a0_2_1_3 + select(vec4f(0), dw[base + 291u], keep > 0.0);
  dw[base + 320u] = a0_2_2_0 + select(vec4f(0), dw[base + 320u], keep > 0.0);
  dw[base + 321u] = a0_2_2_1 + select(vec4f(0), dw[base + 321u], keep > 0.0);
  dw[base + 322u] = a0_2_2_2 + select(vec4f(0), dw[base + 322u], keep > 0.0);
  dw[base + 323u] = a0_2_2_3 + select(vec4f(0), dw[base + 323u], keep > 0.0);
  dw[base + 352u] = a0_2_3_0 + select(vec4f(0), dw[base + 352u], keep > 0.0);
  dw[base + 353u] = a0_2_3_1 + select(vec4f(0), dw[base + 353u], keep > 0.0);
  dw[base + 354u] = a0_2_3_2 + select(vec4f(0), dw[base + 354u], keep > 0.0);
  dw[base + 355u] = a0_2_3_3 + select(vec4f(0), dw[base + 355u], keep > 0.0);
  dw[base + 384u] = a0_3_0_0 + select(vec4f(0), dw[base + 384u], keep > 0.0);
  dw[base + 385u] = a0_3_0_1 + select(vec4f(0), dw[base + 385u], keep > 0.0);
  dw[base + 386u] = a0_3_0_2 + select(vec4f(0), dw[base + 386u], keep > 0.0);
  dw[base + 387u] = a0_3_0_3 + select(vec4f(0), dw[base + 387u], keep > 0.0);
  dw[base + 416u] = a0_3_1_0 + select(vec4f(0), dw[base + 416u], keep > 0.0);
  dw[base + 417u] = a0_3_1_1 + select(vec4f(0), dw[base + 417u], keep > 0.0);
  dw[base + 418u] = a0_3_1_2 + select(vec4f(0), dw[base + 418u], keep > 0.0);
  dw[base + 419u] = a0_3_1_3 + select(vec4f(0), dw[base + 419u], keep > 0.0);
  dw[base + 448u] = a0_3_2_0 + select(vec4f(0), dw[base + 448u], keep > 0.0);
  dw[base + 449u] = a0_3_2_1 + select(vec4f(0), dw[base + 449u], keep > 0.0);
  dw[base + 450u] = a0_3_2_2 + select(vec4f(0), dw[base + 450u], keep > 0.0);
  dw[base + 451u] = a0_3_2_3 + select(vec4f(0), dw[base + 451u], keep > 0.0);
  dw[base + 480u] = a0_3_3_0 + select(vec4f(0), dw[base + 480u], keep > 0.0);
  dw[base + 481u] = a0_3_3_1 + select(vec4f(0), dw[base + 481u], keep > 0.0);
  dw[base + 482u] = a0_3_3_2 + select(vec4f(0), dw[base + 482u], keep > 0.0);
  dw[base + 483u] = a0_3_3_3 + select(vec4f(0), dw[base + 483u], keep > 0.0);
}
