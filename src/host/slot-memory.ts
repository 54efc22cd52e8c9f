const PAGE_BYTES = 65_536;

/**
 * Buffers that O_DIRECT accepts and that worker threads share. Ordinary buffers start anywhere; the memory of
 * WebAssembly starts on a page, and costs no native add-on.
 */
export function slotMemory(count: number, slotBytes: number): readonly Uint8Array[] {
  const pages = Math.ceil((count * slotBytes) / PAGE_BYTES);
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return Array.from({ length: count }, (_, at) => new Uint8Array(buffer, at * slotBytes, slotBytes));
}
