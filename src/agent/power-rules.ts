/** What a run does when nobody can be asked about power. With a person there, it asks, and waits as long as they do. */
export interface PowerRules {
  /** When it cannot be told whether there is enough. */
  readonly unknown: 'go-on' | 'refuse';
  readonly waitMs: number;
}
