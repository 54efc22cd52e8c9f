// Letters of ASCII only: what other bytes mean is up to the code page of who reads.
const SHORT_NAME = /^[A-Z0-9$%'\-_@~`!(){}^#&]{1,8}(?:\.[A-Z0-9$%'\-_@~`!(){}^#&]{1,3})?$/;

/** Whether a name fits 8.3 as it is, and needs no long name. Source: fatgen103, "Short Directory Entries". */
export function isShortName(name: string): boolean {
  return SHORT_NAME.test(name);
}
