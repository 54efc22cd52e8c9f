// Source: platform/vpd, lib_vpd.h; Linux, drivers/firmware/google/vpd_decode.c.
export const VPD_TYPE = { terminator: 0x00, text: 0x01, info: 0xfe, erased: 0xff } as const;
/** Info entry: type, length of the key, version 1, `gVpdInfo`, length of the value. Then the u32 size of what follows. */
export const VPD_INFO_MAGIC: Uint8Array = Uint8Array.of(
  0xfe,
  9,
  1,
  ...new TextEncoder().encode('gVpdInfo'),
  4,
);
export const VPD_INFO_BYTES: number = VPD_INFO_MAGIC.length + 4;
/** In a flash area, tables of VPD 1.x lie in front. */
export const VPD_IN_FLASH_AREA = 0x600;
