const WIDTH = 96;
const HEIGHT = 26;

interface SparklineProps {
  /** Oldest first. */
  readonly values: readonly number[];
  readonly label: string;
}

/** How a number went, as a small line. */
export function Sparkline({ values, label }: SparklineProps) {
  if (values.length < 2) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const points = values.map((value, i) => {
    const x = 2 + (i / (values.length - 1)) * (WIDTH - 6);
    const y = HEIGHT - 3 - (span === 0 ? 0.5 : (value - low) / span) * (HEIGHT - 6);
    return [x.toFixed(1), y.toFixed(1)] as const;
  });
  const [lastX, lastY] = points[points.length - 1];
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img">
      <title>{label}</title>
      <polyline points={points.map((point) => point.join(",")).join(" ")} />
      <circle cx={lastX} cy={lastY} r="2.5" />
    </svg>
  );
}
