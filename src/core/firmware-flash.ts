/** A named stretch of the flash chip. */
export interface FlashRange {
  readonly name: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** The chip that the device's firmware is in. All images are as long as the chip. */
export interface FirmwareFlash {
  /** Only the area of the flash map is read; the rest is 0xff. @throws Fault FWR-01, or the signal's reason */
  readMap(signal: AbortSignal): Promise<Uint8Array>;
  /** Only these stretches are read; the rest is 0xff. @throws Fault FWR-01, or the signal's reason */
  read(ranges: readonly FlashRange[], signal: AbortSignal): Promise<Uint8Array>;
  /** @throws Fault FWR-01, or the signal's reason */
  readAll(signal: AbortSignal): Promise<Uint8Array>;
  /** Writes these stretches of `image` and nothing else. It cannot be stopped. @throws Fault FWR-09 */
  write(image: Uint8Array, ranges: readonly FlashRange[]): Promise<void>;
}
