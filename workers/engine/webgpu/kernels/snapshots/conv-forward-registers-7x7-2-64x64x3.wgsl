// conv-forward-registers 7x7/2 64x64x3 -> 32x32x64 +bn +relu
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f, 32768>;
@group(0) @binding(2) var<storage, read> w: array<vec4f, 2352>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f, 131072>;
@group(0) @binding(4) var<storage, read> scale: array<vec4f, 16>;
@group(0) @binding(5) var<storage, read> shift: array<vec4f, 16>;

@compute @workgroup_size(4, 4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let wg = vec3u(id.x, id.z / 1u * wgs.y + id.y, id.z % 1u);
  let gid = vec3u(wg.x * 4u + lid.x, wg.y * 4u + lid.y, wg.z);
  let pixels = step.n * 1024u;
  let m0 = gid.y * 8u;
  if (m0 >= pixels || gid.x >= 4u) { return; }
  let q0 = gid.x * 4u;
  var images: array<i32, 8>;
  var tops: array<i32, 8>;
  var lefts: array<i32, 8>;
  var at: array<u32, 8>;
  var inside: array<f32, 8>;
  for (var p = 0u; p < 8u; p++) {
    let m = min(m0 + p, pixels - 1u);
    let r = m % 1024u;
    images[p] = i32(m / 1024u) * 64;
    tops[p] = i32(r / 32u) * 2 - 3;
    lefts[p] = i32(r % 32u) * 2 - 3;
  }
  var a00 = vec4f(0);   var a01 = vec4f(0);   var a02 = vec4f(0);   var a03 = vec4f(0);
  var a10 = vec4f(0);   var a11 = vec4f(0);   var a12 = vec4f(0);   var a13 = vec4f(0);
  var a20 = vec4f(0);   var a21 = vec4f(0);   var a22 = vec4f(0);   var a23 = vec4f(0);
  var a30 = vec4f(0);   var a31 = vec4f(0);   var a32 = vec4f(0);   var a33 = vec4f(0);
  var a40 = vec4f(0);   var a41 = vec4f(0);   var a42 = vec4f(0);   var a43 = vec4f(0);
  var a50 = vec4f(0);   var a51 = vec4f(0);   var a52 = vec4f(0);   var a53 = vec4f(0);
  var a60 = vec4f(0);   var a61 = vec4f(0);   var a62 = vec4f(0);   var a63 = vec4f(0);
  var a70 = vec4f(0);   var a71 = vec4f(0);   var a72 = vec4f(0);   var a73 = vec4f(0);
  for (var kh = 0; kh < 7; kh++) {
    for (var kw = 0; kw < 7; kw++) {
      for (var p = 0u; p < 8u; p++) {
        let ih = tops[p] + kh;
        let iw = lefts[p] + kw;
        let valid = ih >= 0 && ih < 64 && iw >= 0 && iw < 64;
        at[p] = u32(select(0, ((images[p] + ih) * 64 + iw) * 1, valid));
        inside[p] = select(0.0, 1.0, valid);
      }
      var wi = u32(kh * 7 + kw) * 48u + q0;
      for (var c = 0u; c < 1u; c++) {
        let x0 = x[at[0] + c].xyz * inside[0];
        let x1 = x[at[1] + c].xyz * inside[1];
        let x2 = x[at[2] + c].xyz * inside[2];
        let x3 = x[at[3] + c].xyz * inside[3];
        let x4 = x[at[4] + c].xyz * inside[4];
        let x5 = x[at[5] + c].xyz * inside[5];
        let x6 = x[at[6] + c].xyz * inside[6];
        let x7 = x[at[7] + c].xyz * inside[7];
        { let m = mat3x4f(w[wi + 0u], w[wi + 16u], w[wi + 32u]); a00 += m * x0; a10 += m * x1; a20 += m * x2; a30 += m * x3; a40 += m * x4; a50 += m * x5; a60 += m * x6; a70 += m * x7; }
        { let m = mat3x4f(w[wi + 1u], w[wi + 17u], w[wi + 33u]); a01 += m * x0; a11 += m * x1; a21 += m * x2; a31 += m * x3; a41 += m * x4; a51 += m * x5; a61 += m * x6; a71 += m * x7; }
        { let m = mat3x4f(w[wi + 2u], w[wi + 18u], w[wi + 34u]); a02 += m * x0; a12 += m * x1; a22 += m * x2; a32 += m * x3; a42 += m * x4; a52 += m * x5; a62 += m * x6; a72 += m * x7; }
        { let m = mat3x4f(w[wi + 3u], w[wi + 19u], w[wi + 35u]); a03 += m * x0; a13 += m * x1; a23 += m * x2; a33 += m * x3; a43 += m * x4; a53 += m * x5; a63 += m * x6; a73 += m * x7; }
        wi += 48u;
      }
    }
  }
  if (m0 + 0u < pixels) { let o = (m0 + 0u) * 16u + q0; y[o + 0u] = max(fma(a00, scale[q0 + 0u], shift[q0 + 0u]), vec4f(0)); y[o + 1u] = max(fma(a01, scale[q0 + 1u], shift[q0 + 1u]), vec4f(0)); y[o + 2u] = max(fma(a02, scale[q0 + 2u], shift[q0 + 2u]), vec4f(0)); y[o + 3u] = max(fma(a03, scale[q0 + 3u], shift[q0 + 3u]), vec4f(0)); }
  if (m0 + 1u < pixels) { let o = (m0 + 1u) * 16u + q0; y[o + 0u] = max(fma(a10, scale[q0 + 0u], shift[q0 + 0u]), vec4f(0)); y[o + 1u] = max(fma(a11, scale[q0 + 1u], shift[q0 + 1u]), vec4f(0)); y[o + 2u] = max(fma(a12, scale[q0 + 2u], shift[q0 + 2u]), vec4f(0)); y[o + 3u] = max(fma(a13, scale[q0 + 3u], shift[q0 + 3u]), vec4f(0)); }
  if (m0 + 2u < pixels) { let o = (m0 + 2u) * 16u + q0; y[o + 0u] = max(fma(a20, scale[q0 + 0u], shift[q0 + 0u]), vec4f(0)); y[o + 1u] = max(fma(a21, scale[q0 + 1u], shift[q0 + 1u]), vec4f(0)); y[o + 2u] = max(fma(a22, scale[q0 + 2u], shift[q0 + 2u]), vec4f(0)); y[o + 3u] = max(fma(a23, scale[q0 + 3u], shift[q0 + 3u]), vec4f(0)); }
  if (m0 + 3u < pixels) { let o = (m0 + 3u) * 16u + q0; y[o + 0u] = max(fma(a30, scale[q0 + 0u], shift[q0 + 0u]), vec4f(0)); y[o + 1u] = max(fma(a31, scale[q0 + 1u], shift[q0 + 1u]), vec4f(0)); y[o + 2u] = max(fma(a32, scale[q0 + 2u], shift[q0 + 2u]), vec4f(0)); y[o + 3u] = max(fma(a33, scale[q0 + 3u], shift[q0 + 3u]), vec4f(0)); }
  if (m0 + 4u < pixels) { let o = (m0 + 4u) * 16u + q0; y[o + 0u] = max(fma(a40, scale[q0 + 0u], shift[q0 + 0u]), vec4f(0)); y[o + 1u] = max(fma(a41, scale[q0 + 1u], shift[q0 + 1u]), vec4f(0)); y[o + 2u] = max(fma(a42, scale[q0 + 2u], shift[q0 + 2u]), vec4f(0)); y[o + 3u] = max(fma(a43, scale[q0 + 3u], shift[q0 + 3u]), vec4f(0)); }
  if (m0 + 5u < pixels) { let o = (m0 + 5u) * 16u + q0; y[o + 0u] = max(fma(a50, scale[q0 + 0u], shift[q0 + 0u]), vec4f(0)); y[o + 1u] = max(fma(a51, scale[q0 + 1u], shift[q0 + 1u]), vec4f(0)); y[o + 2u] = max(fma(a52, scale[q0 + 2u], shift[q0 + 2u]), vec4f(0)); y[o + 3u] = max(fma(a53, scale[q0 + 3u], shift[q0 + 3u]), vec4f(0)); }
  if (m0 + 6u < pixels) { let o = (m0 + 6u) * 16u + q0; y[o + 0u] = max(fma(a60, scale[q0 + 0u], shift[q0 + 0u]), vec4f(0)); y[o + 1u] = max(fma(a61, scale[q0 + 1u], shift[q0 + 1u]), vec4f(0)); y[o + 2u] = max(fma(a62, scale[q0 + 2u], shift[q0 + 2u]), vec4f(0)); y[o + 3u] = max(fma(a63, scale[q0 + 3u], shift[q0 + 3u]), vec4f(0)); }
  if (m0 + 7u < pixels) { let o = (m0 + 7u) * 16u + q0; y[o + 0u] = max(fma(a70, scale[q0 + 0u], shift[q0 + 0u]), vec4f(0)); y[o + 1u] = max(fma(a71, scale[q0 + 1u], shift[q0 + 1u]), vec4f(0)); y[o + 2u] = max(fma(a72, scale[q0 + 2u], shift[q0 + 2u]), vec4f(0)); y[o + 3u] = max(fma(a73, scale[q0 + 3u], shift[q0 + 3u]), vec4f(0)); }
}
