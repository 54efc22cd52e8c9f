/** What a file system is read from. What it gives is trusted with nothing. */
export interface FatMedium {
  /** Fills `into` with what is at `offsetBytes` of the file system; never asked for more than there is. Its errors go through. */
  read(offsetBytes: number, into: Uint8Array): Promise<void>;
}
