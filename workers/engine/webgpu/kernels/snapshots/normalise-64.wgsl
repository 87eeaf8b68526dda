// normalise 64
struct Step {
  n: u32, counter: u32, seed: u32, first: u32,
  scale: f32, slot: u32, serial: u32, clip: f32,
  beta1: f32, beta2: f32, eps: f32, momentum: f32,
  emaDecay: f32, nesterov: u32,
  groups: array<vec4f, 64>,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> pixels: array<u32, 24576>;
@group(0) @binding(2) var<storage, read_write> x: array<vec4f, 32768>;

fn byte(at: u32) -> f32 { return f32((pixels[at / 4u] >> (at % 4u * 8u)) & 255u); }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(num_workgroups) wgs: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (wg.y * wgs.x + wg.x) * 64u + lane;
  if (i >= step.n * 4096u) { return; }
  let rgb = vec3f(byte(i * 3u), byte(i * 3u + 1u), byte(i * 3u + 2u));
  x[i] = vec4f(fma(rgb, vec3f(0.017124753831663668, 0.01750700280112045, 0.017429193899782137), vec3f(-2.1179039301310043, -2.0357142857142856, -1.8044444444444445)), 0.0);
}
