import packageFile from '../../package.json' with { type: 'json' };

export const RSD_VERSION: string = packageFile.version;
