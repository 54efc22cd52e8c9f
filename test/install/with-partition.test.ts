import { expect, test } from 'vitest';
import { Fault } from '../../src/core/faults.ts';
import { DiskError } from '../../src/core/ports.ts';
import { withPartition } from '../../src/install/with-partition.ts';

test.for([
  ['write', 'EIO', 'DSK-06', { partition: 'ROOT-A', offsetBytes: 8192, reason: 'write: EIO' }],
  ['flush', 'EIO', 'DSK-06', { partition: 'ROOT-A', offsetBytes: 8192, reason: 'flush: EIO' }],
  ['read', 'EIO', 'DSK-08', { partition: 'ROOT-A', offsetBytes: 8192, reason: 'read: EIO' }],
  ['write', 'ENOSPC', 'DSK-12', { partition: 'ROOT-A', offsetBytes: 8192 }],
  ['write', 'EROFS', 'DSK-03', { disk: 'ROOT-A' }],
  ['write', 'EPERM', 'DSK-03', { disk: 'ROOT-A' }],
  ['write', 'ENODEV', 'DSK-09', { was: 'present', is: 'gone (ENODEV)' }],
  ['read', 'ENXIO', 'DSK-09', { was: 'present', is: 'gone (ENXIO)' }],
  ['flush', 'ENOMEDIUM', 'DSK-09', { was: 'present', is: 'gone (ENOMEDIUM)' }],
  ['write', 'EWHATEVER', 'DSK-06', { partition: 'ROOT-A', offsetBytes: 8192, reason: 'write: EWHATEVER' }],
] as const)('withPartition() turns a %s that fails with %s into %s', ([operation, errno, code, facts]) => {
  const error = new DiskError(operation, 8192, errno);
  const fault = withPartition(error, 'ROOT-A');
  expect(fault).toBeInstanceOf(Fault);
  expect(fault).toMatchObject({ code, facts });
  expect(fault).toHaveProperty('cause', error);
});

test.for([new TypeError('a defect'), new Fault('AGT-02', {}), 'a string', undefined])(
  'withPartition() passes on what the disk has nothing to do with: %s',
  (error) => {
    expect(withPartition(error, 'ROOT-A')).toBe(error);
  },
);
