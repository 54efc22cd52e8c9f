import { writeFileSync } from 'node:fs';
import { faultsDoc } from './faults-doc.ts';

writeFileSync(new URL('../docs/faults.md', import.meta.url), faultsDoc());
