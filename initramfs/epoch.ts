/** Seconds since 1970 that every file and image bears, unless the environment says otherwise: 1 January 2026, 0:00 UTC. */
export const EPOCH_SECONDS: number = Number(process.env['SOURCE_DATE_EPOCH'] ?? '1767225600');
