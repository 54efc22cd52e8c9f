/**
 * `npm run bench`: from the stick to the disk. `npm run bench -- network`: from a server to the disk.
 * `npm run bench -- create`: `rsd create` onto a stick. `npm run bench -- line`: many netbooks and one server, over
 * loopback and over a link; `npm run bench -- line link`: only the latter.
 */
const [what = 'disk'] = process.argv.slice(2);
if (what === 'disk') await import('./disk-bench.ts');
else if (what === 'network') await import('./network-bench.ts');
else if (what === 'create') await import('./create-bench.ts');
else if (what === 'line') await import('./line-bench.ts');
else {
  process.stderr.write(`There is no bench "${what}": it is "disk", "network", "create" or "line"\n`);
  process.exitCode = 2;
}
