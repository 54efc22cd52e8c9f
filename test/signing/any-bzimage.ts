const SETUP_SECTORS = 4;

/** The least that passes for an x86 kernel: no code in it, and each part has another pattern. */
export function anyBzimage(kernelBytes: number): Uint8Array {
  const setup = Buffer.alloc((SETUP_SECTORS + 1) * 512, 'setup code ');
  setup[0x1f1] = SETUP_SECTORS;
  setup.write('HdrS', 0x202, 'latin1');
  return Buffer.concat([setup, Buffer.alloc(kernelBytes, 'kernel ')]);
}
