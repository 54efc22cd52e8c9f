export interface Option<Value> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** Whom a command asks. Each throws Fault MAK-07 when the person gives up. */
export interface Prompts {
  text(message: string, placeholder: string): Promise<string>;
  one<Value extends string>(message: string, options: readonly Option<Value>[]): Promise<Value>;
  several<Value extends string>(
    message: string,
    options: readonly Option<Value>[],
  ): Promise<readonly Value[]>;
  /** No is what is marked first. */
  confirm(message: string): Promise<'yes' | 'no'>;
}
