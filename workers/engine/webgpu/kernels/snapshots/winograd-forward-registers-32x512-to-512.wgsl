// winograd-forward-registers 32x512 -> 512
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> v: array<vec4f, 65536>;
@group(0) @binding(2) var<storage, read> u: array<vec4f, 1048576>;
@group(0) @binding(3) var<storage, read_write> m: array<vec4f, 65536>;

@compute @workgroup_size(4, 4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let wg = vec3u(id.x, id.z / 16u * wgs.y + id.y, id.z % 16u);
  let column = wg.x * 4u + lid.x;
  let row = (wg.y * 4u + lid.y) * 8u;
  if (row >= 32u || column >= 32u) { return; }
  let q0 = column * 4u;
  let at = (wg.z * 32u + row) * 128u;
  var wi = wg.z * 65536u + q0;
  var a00 = vec4f(0);   var a01 = vec4f(0);   var a02 = vec4f(0);   var a03 = vec4f(0);
  var a10 = vec4f(0);   var a11 = vec4f(0);   var a12 = vec4f(0);   var a13 = vec4f(0);
  var a20 = vec4f(0);   var a21 = vec4f(0);   var a22 = vec4f(0);   var a23 = vec4f(0);
  var a30 = vec4f(0);   var a31 = vec4f(0);   var a32 = vec4f(0);   var a33 = vec4f(0);
  var a40 = vec4f(0);   var a41 = vec4f(0);   var a42 = vec4f(0);   var a43 = vec4f(0);
  var a50 = vec4f(0);   var a51 = vec4f(0);   var a52 = vec4f(0);   var a53 = vec4f(0);
  var a60 = vec4f(0);   var a61 = vec4f(0);   var a62 = vec4f(0);   var a63 = vec4f(0);
  var a70 = vec4f(0);   var a71 = vec4f(0);   var a72 = vec4f(0);   var a73 = vec4f(0);
  for (var c = 0u; c < 128u; c++) {
    let x0 = v[at + 0u + c];
    let x1 = v[at + 128u + c];
    let x2 = v[at + 256u + c];
    let x3 = v[at + 384u + c];
    let x4 = v[at + 512u + c];
    let x5 = v[at + 640u + c];
    let x6 = v[at + 768u + c];
    let x7 = v[at + 896u + c];
    { let w0 = mat4x4f(u[wi + 0u], u[wi + 128u], u[wi + 256u], u[wi + 384u]); a00 += w0 * x0; a10 += w0 * x1; a20 += w0 * x2; a30 += w0 * x3; a40 += w0 * x4; a50 += w0 * x5; a60 += w0 * x6; a70 += w0 * x7; }
    { let w1 = mat4x4f(u[wi + 1u], u[wi + 129u], u[wi + 257u], u[wi + 385u]); a01 += w1 * x0; a11 += w1 * x1; a21 += w1 * x2; a31 += w1 * x3; a41 += w1 * x4; a51 += w1 * x5; a61 += w1 * x6; a71 += w1 * x7; }
    { let w2 = mat4x4f(u[wi + 2u], u[wi + 130u], u[wi + 258u], u[wi + 386u]); a02 += w2 * x0; a12 += w2 * x1; a22 += w2 * x2; a32 += w2 * x3; a42 += w2 * x4; a52 += w2 * x5; a62 += w2 * x6; a72 += w2 * x7; }
    { let w3 = mat4x4f(u[wi + 3u], u[wi + 131u], u[wi + 259u], u[wi + 387u]); a03 += w3 * x0; a13 += w3 * x1; a23 += w3 * x2; a33 += w3 * x3; a43 += w3 * x4; a53 += w3 * x5; a63 += w3 * x6; a73 += w3 * x7; }
    wi += 512u;
  }
  let o = (wg.z * 32u + row) * 128u + q0;
  m[o + 0u] = a00;   m[o + 1u] = a01;   m[o + 2u] = a02;   m[o + 3u] = a03;
  m[o + 128u] = a10;   m[o + 129u] = a11;   m[o + 130u] = a12;   m[o + 131u] = a13;
  m[o + 256u] = a20;   m[o + 257u] = a21;   m[o + 258u] = a22;   m[o + 259u] = a23;
  m[o + 384u] = a30;   m[o + 385u] = a31;   m[o + 386u] = a32;   m[o + 387u] = a33;
  m[o + 512u] = a40;   m[o + 513u] = a41;   m[o + 514u] = a42;   m[o + 515u] = a43;
  m[o + 640u] = a50;   m[o + 641u] = a51;   m[o + 642u] = a52;   m[o + 643u] = a53;
  m[o + 768u] = a60;   m[o + 769u] = a61;   m[o + 770u] = a62;   m[o + 771u] = a63;
  m[o + 896u] = a70;   m[o + 897u] = a71;   m[o + 898u] = a72;   m[o + 899u] = a73;
}
