/**
 * A folder is a row of entries of 32 bytes. A long name stands in entries of its own, in front of the entry of its file and
 * with the end of the name first. Source: Microsoft, FAT32 File System Specification 1.03 (fatgen103), "FAT Directory
 * Structure" and "FAT Long Directory Entries".
 */
export const DIRECTORY_ENTRY = {
  sizeBytes: 32,
  nameBytes: 11,
  attributesAt: 11,
  /** Windows NT and later: which halves of a short name are to be shown in lower case. */
  caseAt: 12,
  lowerBase: 0x08,
  lowerExtension: 0x10,
  createdHundredthsAt: 13,
  createdTimeAt: 14,
  createdDateAt: 16,
  accessedDateAt: 18,
  clusterHighAt: 20,
  modifiedTimeAt: 22,
  modifiedDateAt: 24,
  clusterLowAt: 26,
  fileBytesAt: 28,
  /** First byte of a name: nothing from here on; deleted; a real 0xE5. */
  end: 0x00,
  deleted: 0xe5,
  standsForE5: 0x05,
} as const;

export const ATTRIBUTE = {
  volumeLabel: 0x08,
  folder: 0x10,
  archive: 0x20,
  longName: 0x0f,
  mask: 0x3f,
} as const;

export const LONG_NAME = {
  units: 255,
  /** Where the 13 UTF-16 units of an entry are. */
  unitsAt: [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30],
  checksumAt: 13,
  /** In the first byte, with the number of the entry: the end of the name. */
  last: 0x40,
  maxEntries: 20,
} as const;
