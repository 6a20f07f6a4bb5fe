const WIDTH = 260;
const HEIGHT = 18;

interface WhiskerProps {
  readonly value: number;
  readonly interval: readonly [number, number];
  /** Ends of the scale that all of a table share. */
  readonly low: number;
  readonly high: number;
}

/** A number as a dot and its interval as a line. The numbers stand beside it. */
export function Whisker({ value, interval, low, high }: WhiskerProps) {
  const place = (number: number) => 6 + ((number - low) / (high - low || 1)) * (WIDTH - 12);
  return (
    <svg class="whisker" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
      {low < 0 && high > 0 && <line class="whisker-zero" x1={place(0)} x2={place(0)} y1={0} y2={HEIGHT} />}
      <line x1={place(interval[0])} x2={place(interval[1])} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <circle cx={place(value)} cy={HEIGHT / 2} r={4} />
    </svg>
  );
}
