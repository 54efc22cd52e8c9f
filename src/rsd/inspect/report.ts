/** What was found out of something. JSON, and shown to people by `reportLines`. Nothing in it is a secret. */
export interface Report {
  /** What it is: `recovery stick`, `kernel`, … */
  readonly kind: string;
  readonly [fact: string]: Finding;
}

export type Finding =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Finding[]
  | { readonly [fact: string]: Finding };
