/** What the kernel shows of power supplies, as it is read. */
export interface PowerReading {
  /** Of each supply, what its files say: printable text by the name of the file, without those that cannot be read. */
  readonly supplies: readonly Readonly<Record<string, string>>[] | 'unreadable';
  /** What SMBIOS says that this is, as a number; empty when it says nothing. */
  readonly chassisType: string;
}
