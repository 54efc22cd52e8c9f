/** `npm run bench`: from the stick to the disk. `npm run bench -- network`: from a server to the disk. */
const [what = 'disk'] = process.argv.slice(2);
if (what === 'disk') await import('./disk-bench.ts');
else if (what === 'network') await import('./network-bench.ts');
else {
  process.stderr.write(`There is no bench "${what}": it is "disk" or "network"\n`);
  process.exitCode = 2;
}
