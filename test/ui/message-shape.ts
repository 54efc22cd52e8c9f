import { IntlMessageFormat } from 'intl-messageformat';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

export interface MessageShape {
  /** By their names, in order. */
  readonly parameters: readonly string[];
  /** Of these, the ones that a plural is chosen by. */
  readonly counted: readonly string[];
  /** The forms of every plural, less those for single numbers. */
  readonly plurals: readonly (readonly string[])[];
  /** Of elements that no message of ours has: dates, choices and so on. */
  readonly others: readonly string[];
}

/** The elements of ICU MessageFormat that our messages have: words, parameters, plurals and the number of a plural. */
const LITERAL = 0;
const PARAMETER = 1;
const NUMBER_OF_PLURAL = 7;

/** What a message is made of. @throws a SyntaxError of a message that is not in ICU MessageFormat */
export function messageShape(message: string, tag: string): MessageShape {
  const elements = allOf(new IntlMessageFormat(message, tag, undefined, { ignoreTag: true }).getAst());
  const plurals = elements.filter((each) => 'offset' in each);
  const parameters = elements.filter((each) => isOf(each, [PARAMETER]));
  const names = (of: readonly Element[]) => of.flatMap((each) => ('value' in each ? [each.value] : []));
  return {
    parameters: [...new Set(names([...parameters, ...plurals]))].toSorted(),
    counted: [...new Set(names(plurals))],
    plurals: plurals.map(({ options }) =>
      Object.keys(options)
        .filter((form) => !form.startsWith('='))
        .toSorted(),
    ),
    others: elements
      .filter((each) => !('offset' in each) && !isOf(each, [LITERAL, PARAMETER, NUMBER_OF_PLURAL]))
      .map((each) => JSON.stringify(each)),
  };
}

function isOf({ type }: Element, types: readonly number[]): boolean {
  return types.includes(type);
}

function allOf(elements: readonly Element[]): readonly Element[] {
  return elements.flatMap((each) =>
    'options' in each ? [each, ...Object.values(each.options).flatMap(({ value }) => allOf(value))] : [each],
  );
}
