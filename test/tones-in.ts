/** A stretch of sound in which one of the tones is heard, by the time within the recording. */
export interface HeardTone {
  readonly hertz: number;
  readonly atMs: number;
  readonly lastsMs: number;
}

const WINDOW_MS = 20;
/** Of all that is heard in a window: a square wave, as that of a PC speaker, has 8/pi^2 of its power in its tone. */
const SHARE = 0.6;
/** The mean square of a window below which there is silence. */
const QUIET = 100 ** 2;

/** Which of some tones are in the samples of one channel, and when. What is neither a tone nor silent is 0 hertz. */
export function tonesIn(samples: Int16Array, rate: number, tones: readonly number[]): readonly HeardTone[] {
  const windowFrames = Math.round((rate * WINDOW_MS) / 1000);
  const heard: HeardTone[] = [];
  for (let at = 0; at + windowFrames <= samples.length; at += windowFrames) {
    const hertz = toneOf(samples.subarray(at, at + windowFrames), rate, tones);
    const atMs = (at / rate) * 1000;
    const last = heard.at(-1);
    if (hertz === 'silence') continue;
    if (last?.hertz === hertz && Math.abs(last.atMs + last.lastsMs - atMs) < 1)
      heard[heard.length - 1] = { ...last, lastsMs: last.lastsMs + WINDOW_MS };
    else heard.push({ hertz, atMs, lastsMs: WINDOW_MS });
  }
  return heard;
}

function toneOf(window: Int16Array, rate: number, tones: readonly number[]): number | 'silence' {
  const mean = window.reduce((sum, sample) => sum + sample, 0) / window.length;
  const wave = Float64Array.from(window, (sample) => sample - mean);
  const power = wave.reduce((sum, sample) => sum + sample ** 2, 0) / wave.length;
  if (power < QUIET) return 'silence';
  return tones.find((hertz) => powerAt(wave, hertz / rate) > SHARE * power) ?? 0;
}

/** The power of one frequency, in periods a sample, by the algorithm of Goertzel. */
function powerAt(wave: Float64Array, frequency: number): number {
  const twice = 2 * Math.cos(2 * Math.PI * frequency);
  let [last, before] = [0, 0];
  for (const sample of wave) [last, before] = [sample + twice * last - before, last];
  return (2 * (last ** 2 + before ** 2 - twice * last * before)) / wave.length ** 2;
}
