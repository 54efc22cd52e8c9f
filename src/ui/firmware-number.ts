/** The version in the name that firmware gives itself, e.g. `15117.112.0` of `Google_Nimbus.15117.112.0`; or all of the name. */
export function firmwareNumber(fwid: string): string {
  return /^[^.]*\.(?<number>\d.*)$/s.exec(fwid)?.groups?.['number'] ?? fwid;
}
