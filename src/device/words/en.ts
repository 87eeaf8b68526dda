/** The texts of what a run computes on, in English; the other languages have this file's type. */

export const en = {
  device: {
    label: 'Device',
    asking: 'Looking for a device …',
    cpu: 'CPU',
    mixed: (device: string) => `${device}, mixed precision`,
    title: 'Where training runs',
    choose: 'Run on',
    notThere: 'not available here',
    locked: 'Stop the run to change the device.',
    why: {
      chosen: 'You chose this device.',
      'hardware-gpu': 'Taken because a graphics card is there: it is the fastest.',
      'no-webgpu': 'This browser has no WebGPU, so the processor trains (WebAssembly).',
      'no-adapter': 'WebGPU is there but offers no graphics card, so the processor trains (WebAssembly).',
      'software-gpu': 'The only GPU here is emulated in software and slower than the processor, so the processor trains.',
      'gpu-refused': 'The graphics card did not start (its driver refused), so the processor trains (WebAssembly).',
      'gpu-wrong':
        'The graphics card gave wrong numbers when it was tried, so the processor trains (WebAssembly). A newer browser or driver may mend it; it is then tried again.',
    },
    report: {
      what: 'Some of what the graphics card computed when it was tried was wrong. Nothing of that is used.',
      copy: 'Copy for a bug report',
      copied: 'Copied',
    },
    software: 'Emulated in software: slow.',
  },
}
