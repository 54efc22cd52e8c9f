/** The development keys that come with Debian's vboot-kernel-utils. Everyone has the private ones: for tests only. */
export const DEVKEYS = '/usr/share/vboot/devkeys';
