// conv-filter-gradient-registers 7x7/2 64x64x3 -> 32x32x64 /9
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 32768>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f, 131072>;
@group(0) @binding(3) var<storage, read_write> dw: array<vec4f, 21168>;

@compute @workgroup_size(4, 1)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= 4u || gid.y >= 1u) { return; }
  let tapGroup = i32(gid.z % 7u);
  let split = gid.z / 7u;
  let kh = tapGroup / 1;
  let kw = 0;
  let o0 = gid.x * 4u;
  let c0 = gid.y * 1u;
  let total = i32(step.n) * 32;
  let share = (total + 8) / 9;
  let begin = i32(split) * share;
  let end = min(begin + share, total);
  let first = 0;
  let last = 31;
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
  var a1_0_0_0 = vec4f(0);
  var a1_0_0_1 = vec4f(0);
  var a1_0_0_2 = vec4f(0);
  var a1_0_0_3 = vec4f(0);
  var a1_0_1_0 = vec4f(0);
  var a1_0_1_1 = vec4f(0);
  var a1_0_1_2 = vec4f(0);
  var a1_0_1_3 = vec4f(0);
  var a1_0_2_0 = vec4f(0);
  var a1_0_2_1 = vec4f(0);
  var a1_0_2_2 = vec4f(0);
  var a1_0_2_3 = vec4f(0);
  var a2_0_0_0 = vec4f(0);
  var a2_0_0_1 = vec4f(0);
  var a2_0_0_2 = vec4f(0);
  var a2_0_0_3 = vec4f(0);
  var a2_0_1_0 = vec4f(0);
  var a2_0_1_1 = vec4f(0);
  var a2_0_1_2 = vec4f(0);
  var a2_0_1_3 = vec4f(0);
  var a2_0_2_0 = vec4f(0);
  var a2_0_2_1 = vec4f(0);
  var a2_0_2_2 = vec4f(0);
  var a2_0_2_3 = vec4f(0);
  var a3_0_0_0 = vec4f(0);
  var a3_0_0_1 = vec4f(0);
  var a3_0_0_2 = vec4f(0);
  var a3_0_0_3 = vec4f(0);
  var a3_0_1_0 = vec4f(0);
  var a3_0_1_1 = vec4f(0);
  var a3_0_1_2 = vec4f(0);
  var a3_0_1_3 = vec4f(0);
  var a3_0_2_0 = vec4f(0);
  var a3_0_2_1 = vec4f(0);
  var a3_0_2_2 = vec4f(0);
  var a3_0_2_3 = vec4f(0);
  var a4_0_0_0 = vec4f(0);
  var a4_0_0_1 = vec4f(0);
  var a4_0_0_2 = vec4f(0);
  var a4_0_0_3 = vec4f(0);
  var a4_0_1_0 = vec4f(0);
  var a4_0_1_1 = vec4f(0);
  var a4_0_1_2 = vec4f(0);
  var a4_0_1_3 = vec4f(0);
  var a4_0_2_0 = vec4f(0);
  var a4_0_2_1 = vec4f(0);
  var a4_0_2_2 = vec4f(0);
  var a4_0_2_3 = vec4f(0);
  var a5_0_0_0 = vec4f(0);
  var a5_0_0_1 = vec4f(0);
  var a5_0_0_2 = vec4f(0);
  var a5_0_0_3 = vec4f(0);
  var a5_0_1_0 = vec4f(0);
  var a5_0_1_1 = vec4f(0);
  var a5_0_1_2 = vec4f(0);
  var a5_0_1_3 = vec4f(0);
  var a5_0_2_0 = vec4f(0);
  var a5_0_2_1 = vec4f(0);
  var a5_0_2_2 = vec4f(0);
  var a5_0_2_3 = vec4f(0);
  var a6_0_0_0 = vec4f(0);
  var a6_0_0_1 = vec4f(0);
  var a6_0_0_2 = vec4f(0);
  var a6_0_0_3 = vec4f(0);
  var a6_0_1_0 = vec4f(0);
  var a6_0_1_1 = vec4f(0);
  var a6_0_1_2 = vec4f(0);
  var a6_0_1_3 = vec4f(0);
  var a6_0_2_0 = vec4f(0);
  var a6_0_2_1 = vec4f(0);
  var a6_0_2_2 = vec4f(0);
  var a6_0_2_3 = vec4f(0);
  for (var row = begin; row < end; row++) {
    let image = row / 32;
    let ih = (row % 32) * 2 + kh - 3;
    if (ih < 0 || ih >= 64) { continue; }
    for (var ow = first; ow <= last; ow++) {
      let di = u32(row * 32 + ow) * 16u + o0;
      let iw = ow * 2 + kw - 3;
      let xi = u32((image * 64 + ih) * 64) * 1u + c0;
      let d0 = dy[di + 0u];
      let d1 = dy[di + 1u];
      let d2 = dy[di + 2u];
      let d3 = dy[di + 3u];
      { let v = select(vec4f(0), x[xi + u32(clamp(iw + 0, 0, 63)) * 1u], iw + 0 >= 0 && iw + 0 < 64); a0_0_0_0 += v.x * d0; a0_0_0_1 += v.x * d1; a0_0_0_2 += v.x * d2; a0_0_0_3 += v.x * d3; a0_0_1_0 += v.y * d0; a0_0_1_1 += v.y * d1; a0_0_1_2 += v.y * d2; a0_0_1_3 += v.y * d3; a0_0_2_0 += v.z * d0; a0_0_2_1 += v.z * d1; a0_0_2_2 += v.z * d2; a0_0_2_3 += v.z * d3; }
      { let v = select(vec4f(0), x[xi + u32(clamp(iw + 1, 0, 63)) * 1u], iw + 1 >= 0 && iw + 1 < 64); a1_0_0_0 += v.x * d0; a1_0_0_1 += v.x * d1; a1_0_0_2 += v.x * d2; a1_0_0_3 += v.x * d3; a1_0_1_0 += v.y * d0; a1_0_1_1 += v.y * d1; a1_0_1_2 += v.y * d2; a1_0_1_3 += v.y * d3; a1_0_2_0 += v.z * d0; a1_0_2_1 += v.z * d1; a1_0_2_2 += v.z * d2; a1_0_2_3 += v.z * d3; }
      { let v = select(vec4f(0), x[xi + u32(clamp(iw + 2, 0, 63)) * 1u], iw + 2 >= 0 && iw + 2 < 64); a2_0_0_0 += v.x * d0; a2_0_0_1 += v.x * d1; a2_0_0_2 += v.x * d2; a2_0_0_3 += v.x * d3; a2_0_1_0 += v.y * d0; a2_0_1_1 += v.y * d1; a2_0_1_2 += v.y * d2; a2_0_1_3 += v.y * d3; a2_0_2_0 += v.z * d0; a2_0_2_1 += v.z * d1; a2_0_2_2 += v.z * d2; a2_0_2_3 += v.z * d3; }
      { let v = select(vec4f(0), x[xi + u32(clamp(iw + 3, 0, 63)) * 1u], iw + 3 >= 0 && iw + 3 < 64); a3_0_0_0 += v.x * d0; a3_0_0_1 += v.x * d1; a3_0_0_2 += v.x * d2; a3_0_0_3 += v.x * d3; a3_0_1_0 += v.y * d0; a3_0_1_1 += v.y * d1; a3_0_1_2 += v.y * d2; a3_0_1_3 += v.y * d3; a3_0_2_0 += v.z * d0; a3_0_2_1 += v.z * d1; a3_0_2_2 += v.z * d2; a3_0_2_3 += v.z * d3; }
      { let v = select(vec4f(0), x[xi + u32(clamp(iw + 4, 0, 63)) * 1u], iw + 4 >= 0 && iw + 4 < 64); a4_0_0_0 += v.x * d0; a4_0_0_1 += v.x * d1; a4_0_0_2 += v.x * d2; a4_0_0_3 += v.x * d3; a4_0_1_0 += v.y * d0; a4_0_1_1 += v.y * d1; a4_0_1_2 += v.y * d2; a4_0_1_3 += v.y * d3; a4_0_2_0 += v.z * d0; a4_0_2_1 += v.z * d1; a4_0_2_2 += v.z * d2; a4_0_2_3 += v.z * d3; }
      { let v = select(vec4f(0), x[xi + u32(clamp(iw + 5, 0, 63)) * 1u], iw + 5 >= 0 && iw + 5 < 64); a5_0_0_0 += v.x * d0; a5_0_0_1 += v.x * d1; a5_0_0_2 += v.x * d2; a5_0_0_3 += v.x * d3; a5_0_1_0 += v.y * d0; a5_0_1_1 += v.y * d1; a5_0_1_2 += v.y * d2; a5_0_1_3 += v.y * d3; a5_0_2_0 += v.z * d0; a5_0_2_1 += v.z * d1; a5_0_2_2 += v.z * d2; a5_0_2_3 += v.z * d3; }
      { let v = select(vec4f(0), x[xi + u32(clamp(iw + 6, 0, 63)) * 1u], iw + 6 >= 0 && iw + 6 < 64); a6_0_0_0 += v.x * d0; a6_0_0_1 += v.x * d1; a6_0_0_2 += v.x * d2; a6_0_0_3 += v.x * d3; a6_0_1_0 += v.y * d0; a6_0_1_1 += v.y * d1; a6_0_1_2 += v.y * d2; a6_0_1_3 += v.y * d3; a6_0_2_0 += v.z * d0; a6_0_2_1 += v.z * d1; a6_0_2_2 += v.z * d2; a6_0_2_3 += v.z * d3; }
    }
  }
  let base = split * 2352u + u32(kh * 7 + kw) * 48u + c0 * 64u + o0;

  dw[base + 0u] = a0_0_0_0;
  dw[base + 1u] = a0_0_0_1;
  dw[base + 2u] = a0_0_0_2;
  dw[base + 3u] = a0_0_0_3;
  dw[base + 16u] = a0_0_1_0;
  dw[base + 17u] = a0_0_1_1;
  dw[base + 18u] = a0_0_1_2;
  dw[base + 19u] = a0_0_1_3;
  dw[base + 32u] = a0_0_2_0;
  dw[base + 33u] = a0_0_2_1;
  dw[base + 34u] = a0_0_2_2;
  dw[base + 35u] = a0_0_2_3;
  dw[base + 48u] = a1_0_0_0;
  dw[base + 49u] = a1_0_0_1;
  dw[base + 50u] = a1_0_0_2;
  dw[base + 51u] = a1_0_0_3;
  dw[base + 64u] = a1_0_1_0;
  dw[base + 65u] = a1_0_1_1;
  dw[base + 66u] = a1_0_1_2;
  dw[base + 67u] = a1_0_1_3;
  dw[base + 80u] = a1_0_2_0;
  dw[base + 81u] = a1_0_2_1;
  dw[base + 82u] = a1_0_2_2;
  dw[base + 83u] = a1_0_2_3;
  dw[base + 96u] = a2_0_0_0;
  dw[base + 97u] = a2_0_0_1;
  dw[base + 98u] = a2_0_0_2;
  dw[base + 99u] = a2_0_0_3;
  dw[base + 112u] = a2_0_1_0;
  dw[base + 113u] = a2_0_1_1;
  dw[base + 114u] = a2_0_1_2;
  dw[base + 115u] = a2_0_1_3;
  dw[base + 128u] = a2_0_2_0;
  dw[base + 129u] = a2_0_2_1;
  dw[base + 130u] = a2_0_2_2;
  dw[base + 131u] = a2_0_2_3;
  dw[base + 144u] = a3_0_0_0;
  dw[base + 145u] = a3_0_0_1;
  dw[base + 146u] = a3_0_0_2;
  dw[base + 147u] = a3_0_0_3;
  dw[base + 160u] = a3_0_1_0;
  dw[base + 161u] = a3_0_1_1;
  dw[base + 162u] = a3_0_1_2;
  dw[base + 163u] = a3_0_1_3;
  dw[base + 176u] = a3_0_2_0;
  dw[base + 177u] = a3_0_2_1;
  dw[base + 178u] = a3_0_2_2;
  dw[base + 179u] = a3_0_2_3;
  dw[base + 192u] = a4_0_0_0;
  dw[base + 193u] = a4_0_0_1;
  dw[base + 194u] = a4_0_0_2;
  dw[base + 195u] = a4_0_0_3;
  dw[base + 208u] = a4_0_1_0;
  dw[base + 209u] = a4_0_1_1;
  dw[base + 210u] = a4_0_1_2;
  dw[base + 211u] = a4_0_1_3;
  dw[base + 224u] = a4_0_2_0;
  dw[base + 225u] = a4_0_2_1;
  dw[base + 226u] = a4_0_2_2;
  dw[base + 227u] = a4_0_2_3;
  dw[base + 240u] = a5_0_0_0;
  dw[base + 241u] = a5_0_0_1;
  dw[base + 242u] = a5_0_0_2;
  dw[base + 243u] = a5_0_0_3;
  dw[base + 256u] = a5_0_1_0;
  dw[base + 257u] = a5_0_1_1;
  dw[base + 258u] = a5_0_1_2;
  dw[base + 259u] = a5_0_1_3;
  dw[base + 272u] = a5_0_2_0;
  dw[base + 273u] = a5_0_2_1;
  dw[base + 274u] = a5_0_2_2;
  dw[base + 275u] = a5_0_2_3;
  dw[base + 288u] = a6_0_0_0;
  dw[base + 289u] = a6_0_0_1;
  dw[base + 290u] = a6_0_0_2;
  dw[base + 291u] = a6_0_0_3;
  dw[base + 304u] = a6_0_1_0;
  dw[base + 305u] = a6_0_1_1;
  dw[base + 306u] = a6_0_1_2;
  dw[base + 307u] = a6_0_1_3;
  dw[base + 320u] = a6_0_2_0;
  dw[base + 321u] = a6_0_2_1;
  dw[base + 322u] = a6_0_2_2;
  dw[base + 323u] = a6_0_2_3;
}
