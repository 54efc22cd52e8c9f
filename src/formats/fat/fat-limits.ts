/** What is made, and what is read of another's file system. Far above what a stick needs, and small enough for any memory. */
export const FAT_LIMITS = {
  /** The format's own: 65,536 entries of 32 bytes. */
  folderBytes: 2 ** 21,
  /** The format's own: the size is a u32. */
  fileBytes: 2 ** 32 - 1,
  /** Folders within folders, with the file itself. */
  depth: 16,
  /** UTF-16 units of a path, with its slashes. */
  pathUnits: 1024,
  /** Files and folders of a file system that is read. */
  entries: 65_536,
  /** One allocation table of a file system that is read: 512 GiB in clusters of 32 KiB, 64 GiB in those of 4 KiB. */
  tableBytes: 2 ** 26,
} as const;
