let aheadMillis = 0;

/** Seconds since 1970 by the server's clock, as far as this page has learned it. Clocks of computers are off, and a proof of tomorrow is refused. */
export function serverSeconds(): number {
  return Math.floor((Date.now() + aheadMillis) / 1000);
}

/** Asks the server for the time. Where it does not answer, what was known stays. */
export async function learnTime(): Promise<void> {
  try {
    const response = await fetch('/v1/time');
    const { time } = (await response.json()) as { time: string };
    const difference = Date.parse(time) - Date.now();
    aheadMillis = Number.isFinite(difference) ? difference : aheadMillis;
  } catch {
    // Who asks next learns what is wrong.
  }
}
