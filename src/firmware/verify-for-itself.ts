import { imageFacts } from './image-facts.ts';
import type { VerifiedFirmware } from './verified-firmware.ts';
import { verifyFirmware } from './verify-firmware.ts';

/**
 * Judges an image as a device would that has this very image in its chip and no write protection: an image that fails this
 * is taken by no device.
 * @param from the release that it is from, and the version that its manifest gives it
 * @throws Fault FWR-02 to FWR-06, MAN-02
 */
export function verifyForItself(
  image: Uint8Array,
  from: { readonly release: string; readonly version: string },
): VerifiedFirmware {
  return verifyFirmware(image, imageFacts(image), {
    ...from,
    minimumVersion: 'unknown',
    writeProtect: 'off',
  });
}
