/**
 * Partition type GUIDs by role, and `recoveryDisk`, which is not a type: a disk
 * with this *disk* GUID is a recovery disk to the firmware.
 * Source: vboot_reference, firmware/include/gpt.h.
 */
export const GPT_TYPES = {
  efi: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  firmware: 'CAB6E88E-ABF3-4102-A07A-D4BB9BE3C1D3',
  kernel: 'FE3A2A5D-4F32-41A7-B725-ACCC3285A309',
  rootfs: '3CB8E202-3B7E-47DD-8A3C-7FF2A13CFCEC',
  reserved: '2E0A753D-9E48-43B0-8337-B15192CB1B5E',
  minios: '09845860-705F-4BB5-B16C-8A8A099CAF52',
  hibernate: '3F0F8318-F146-4E6B-8222-C28C8F02E0D5',
  vbmeta: '88434509-D9D1-487D-B82C-15EF964CBD4B',
  /** A Linux file system; `cgpt` calls it `data`, too. */
  data: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
  linux: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
  basicData: 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7',
  recoveryDisk: '6ABF1279-999C-4F95-8124-AE38317F0B95',
} as const;
