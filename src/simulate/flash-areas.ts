import type { FmapArea } from '../formats/fmap/fmap.ts';

export const FLASH_BYTES: number = 1 << 24;

const READ_ONLY = 4;
const PRESERVE = 8;

/** As the flash of an x86 netbook of 16 MiB is divided; some areas lie inside of others. */
export const FLASH_AREAS: readonly FmapArea[] = [
  area('SI_ALL', 0x0, 0x20_0000),
  area('SI_DESC', 0x0, 0x1000),
  area('SI_ME', 0x1000, 0x1f_f000),
  area('SI_BIOS', 0x20_0000, 0xe0_0000),
  ...slot('A', 0x20_0000),
  ...slot('B', 0x40_0000),
  area('RW_MISC', 0x60_0000, 0x3_0000),
  area('UNIFIED_MRC_CACHE', 0x60_0000, 0x2_0000, PRESERVE),
  area('RW_ELOG', 0x62_0000, 0x4000, PRESERVE),
  area('RW_SHARED', 0x62_4000, 0x4000),
  area('SHARED_DATA', 0x62_4000, 0x2000),
  area('VBLOCK_DEV', 0x62_6000, 0x2000),
  area('RW_VPD', 0x62_8000, 0x2000, PRESERVE),
  area('RW_NVRAM', 0x62_a000, 0x6000, PRESERVE),
  area('RW_LEGACY', 0x64_0000, 0x1c_0000),
  area('WP_RO', 0xc0_0000, 0x40_0000),
  area('RO_VPD', 0xc0_0000, 0x4000, READ_ONLY | PRESERVE),
  area('RO_SECTION', 0xc0_4000, 0x3f_c000),
  area('FMAP', 0xc0_4000, 0x800),
  area('RO_FRID', 0xc0_4800, 0x40),
  area('GBB', 0xc0_5000, 0x2_f000),
  area('COREBOOT', 0xd0_0000, 0x30_0000),
];

function area(name: string, offsetBytes: number, sizeBytes: number, flags = 0): FmapArea {
  return { name, offsetBytes, sizeBytes, flags };
}

function slot(letter: 'A' | 'B', at: number): FmapArea[] {
  return [
    area(`RW_SECTION_${letter}`, at, 0x20_0000),
    area(`VBLOCK_${letter}`, at, 0x1_0000),
    area(`FW_MAIN_${letter}`, at + 0x1_0000, 0x1e_ffc0),
    area(`RW_FWID_${letter}`, at + 0x1f_ffc0, 0x40),
  ];
}
