import { writeFileSync } from 'node:fs';
import { faultsDoc } from './faults-doc.ts';
import { rsdManPage } from './rsd-man-page.ts';

writeFileSync(new URL('../docs/faults.md', import.meta.url), faultsDoc());
writeFileSync(new URL('../docs/rsd.1', import.meta.url), rsdManPage());
