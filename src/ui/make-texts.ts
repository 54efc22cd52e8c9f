import type { Amounts } from './amounts.ts';
import type { MessageBook } from './message-book.ts';
import { TEXT_LIST } from './text-list.ts';
import { type Parameter, type Parameters, Says, TEXT, type TextTree } from './text-tree.ts';

/** The words of a screen in one language: a string, or a function of named parameters, for each of `TEXT_LIST`. */
export type Texts = TextsOf<typeof TEXT_LIST>;

type TextsOf<Node> = Node extends typeof TEXT
  ? string
  : Node extends Says<infer P>
    ? (values: ValuesOf<P>) => string
    : { readonly [Name in keyof Node]: TextsOf<Node[Name]> };

type ValuesOf<P> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer Value> ? Value : never;
};

/** The texts with the words of a language. A message is read when it is first wanted. */
export function makeTexts(book: MessageBook, amounts: Amounts): Texts {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the walk gives each leaf what its type says
  return branch(TEXT_LIST, '', book, amounts) as Texts;
}

function branch(tree: TextTree, path: string, book: MessageBook, amounts: Amounts): object {
  const made = {};
  for (const [name, node] of Object.entries(tree)) {
    const key = path + name;
    const leaf =
      node === TEXT
        ? { get: () => book.say(key, {}) }
        : {
            value:
              node instanceof Says ? sayer(node, key, book, amounts) : branch(node, `${key}.`, book, amounts),
          };
    Object.defineProperty(made, name, { ...leaf, enumerable: true });
  }
  return made;
}

function sayer({ parameters }: Says<Parameters>, key: string, book: MessageBook, amounts: Amounts) {
  return (values: Readonly<Record<string, never>>): string => {
    const shown = Object.entries(parameters).map(
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- typed as the parameter by `Texts`
      ([name, parameter]) => [parameter.as ?? name, parameter.shown(values[name] as never, amounts)] as const,
    );
    return book.say(key, Object.fromEntries(shown));
  };
}
