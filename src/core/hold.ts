/** A line that is stopped by whoever runs it. */
export interface Hold {
  /** In the words of whoever stopped it. */
  readonly reason: string;
  /** Where it was said: `stick` or the name of the server. */
  readonly source: string;
}
