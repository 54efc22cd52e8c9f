/** What `sineSamples` yields, as `aplay` calls it: every sound card of a PC plays it without being asked to convert. */
export const SAMPLES: { readonly format: 'S16_LE'; readonly rate: number; readonly channels: number } = {
  format: 'S16_LE',
  rate: 48_000,
  channels: 2,
};

const LOUDNESS = 0.5 * 0x7fff;
const SAMPLE_BYTES = 2;

/** A tone without an end, a tenth of a second at a time. A second of whole hertz is whole periods, so it never clicks. */
export function* sineSamples(hertz: number): Generator<Uint8Array, never, undefined> {
  const frames = SAMPLES.rate / 10;
  const chunk = new DataView(new ArrayBuffer(frames * SAMPLES.channels * SAMPLE_BYTES));
  for (let at = 0; ; at = (at + frames) % SAMPLES.rate) {
    for (let frame = 0; frame < frames; frame += 1) {
      const value = Math.round(LOUDNESS * Math.sin((2 * Math.PI * hertz * (at + frame)) / SAMPLES.rate));
      for (let channel = 0; channel < SAMPLES.channels; channel += 1)
        chunk.setInt16((frame * SAMPLES.channels + channel) * SAMPLE_BYTES, value, true);
    }
    yield new Uint8Array(chunk.buffer.slice(0));
  }
}
