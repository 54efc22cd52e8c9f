/**
 * The fields of a line of `nmcli --terse` in its tabular form: `:` stands between them, and `\` before a `:` or a `\`
 * that is part of one.
 */
export function nmcliFields(line: string): readonly string[] {
  const fields = [''];
  for (let at = 0; at < line.length; at += 1) {
    const escaped = line[at] === '\\' && at + 1 < line.length;
    if (escaped) at += 1;
    if (line[at] === ':' && !escaped) fields.push('');
    else fields.push(`${fields.pop()}${line[at]}`);
  }
  return fields;
}
