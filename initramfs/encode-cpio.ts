/** An entry of an archive. `path` is relative, and folders come before what is in them. */
export type CpioEntry =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file' | 'program'; readonly path: string; readonly content: Uint8Array }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

const MODES = { folder: 0o040755, file: 0o100644, program: 0o100755, link: 0o120777 } as const;
const ALIGN_BYTES = 4;

/**
 * A cpio archive as the kernel unpacks it ("newc"): everything belongs to root, bears the same time and is numbered in
 * order, so that the same entries always give the same bytes.
 * Source of the format: Documentation/driver-api/early-userspace/buffer-format.rst of the kernel.
 */
export function encodeCpio(entries: readonly CpioEntry[], epochSeconds: number): Uint8Array {
  const members = entries.map((entry, index) => encodeMember(entry, index + 1, epochSeconds));
  const end = member({ path: 'TRAILER!!!', inode: 0, mode: 0, links: 1, epochSeconds: 0 }, new Uint8Array());
  return Buffer.concat([...members, end]);
}

function encodeMember(entry: CpioEntry, inode: number, epochSeconds: number): Uint8Array {
  const links = entry.kind === 'folder' ? 2 : 1;
  const fields = { path: entry.path, inode, mode: MODES[entry.kind], links, epochSeconds };
  if (entry.kind === 'folder') return member(fields, new Uint8Array());
  return member(fields, entry.kind === 'link' ? Buffer.from(entry.target) : entry.content);
}

interface Fields {
  readonly path: string;
  readonly inode: number;
  readonly mode: number;
  readonly links: number;
  readonly epochSeconds: number;
}

function member({ path, inode, mode, links, epochSeconds }: Fields, content: Uint8Array): Uint8Array {
  const name = Buffer.from(`${path}\0`);
  // inode mode uid gid links time size, device and special device in two numbers each, bytes of the name, no checksum
  const numbers = [inode, mode, 0, 0, links, epochSeconds, content.length, 0, 0, 0, 0, name.length, 0];
  const header = `070701${numbers.map((number) => number.toString(16).toUpperCase().padStart(8, '0')).join('')}`;
  return Buffer.concat([aligned(Buffer.concat([Buffer.from(header), name])), aligned(content)]);
}

function aligned(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, new Uint8Array(-bytes.length & (ALIGN_BYTES - 1))]);
}
