/** What a run does when nobody can be asked about power. With a person there, it asks, and waits as long as they do. */
export interface PowerRules {
  /** When it cannot be told whether there is enough. */
  readonly unknown: 'go-on' | 'refuse';
  /** The same for the firmware: a device that loses power while that is written may not start again. */
  readonly unknownForFirmware: 'go-on' | 'refuse';
  readonly waitMs: number;
}
