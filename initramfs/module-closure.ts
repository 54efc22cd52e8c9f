import { basename } from 'node:path';

/** What `depmod` and the kernel package say about the modules, as text. */
export interface ModuleTables {
  /** `modules.dep` */
  readonly dependencies: string;
  /** `modules.builtin` */
  readonly builtIn: string;
}

/**
 * The files of the modules `names` and of all that they need, relative to the module folder, in an order in which they
 * can be loaded. Modules that are built into the kernel have no file.
 * @throws for a module that the kernel does not have
 */
export function moduleClosure(
  { dependencies, builtIn }: ModuleTables,
  names: readonly string[],
): readonly string[] {
  const needs = new Map(
    dependencies
      .split('\n')
      .filter((line) => line !== '')
      .map(needsOf),
  );
  const fileOf = new Map([...needs.keys()].map((file) => [moduleName(file), file]));
  const inKernel = new Set(builtIn.split('\n').map(moduleName));
  const order = new Set<string>();
  for (const name of names) {
    const file = fileOf.get(moduleName(name));
    if (file === undefined && !inKernel.has(moduleName(name)))
      throw new Error(`The kernel has no module ${name}`);
    if (file === undefined) continue;
    // depmod names what is needed most directly first.
    for (const one of [...(needs.get(file) ?? []).toReversed(), file]) order.add(one);
  }
  return [...order];
}

function needsOf(line: string): [string, readonly string[]] {
  const [file = '', needed = ''] = line.split(':');
  return [file, needed.split(' ').filter((need) => need !== '')];
}

/** The kernel does not tell `-` from `_` in names of modules. */
function moduleName(file: string): string {
  return basename(file, '.ko').replaceAll('-', '_');
}
