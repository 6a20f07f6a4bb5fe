import { CELL, centre } from "./geometry.js";
import type { Position } from "./position.js";

/** Shares below this are left out. */
const LEAST = 0.005;
/** Shares from this on are written out. */
const WRITTEN = 0.02;

interface OverlayProps {
  readonly position: Position;
  /** `[actions]`: shares that sum to 1. */
  readonly shares: ArrayLike<number>;
}

/** How a policy is spread over the moves: a disc for each, as large as its share, or an arrow where pieces move. */
export function Overlay({ position, shares }: OverlayProps) {
  const { layout } = position;
  const moves = Array.from(shares, (share, action) => ({ share, move: position.target(action), action }));
  return (
    <g class="overlay">
      {moves.map(({ share, move, action }) => {
        if (move === undefined || share < LEAST) return null;
        const to = centre(layout, move.to);
        if (move.from !== undefined) {
          const from = centre(layout, move.from);
          return (
            <line
              key={action}
              x1={from.x}
              y1={from.y}
              x2={to.x}
              y2={to.y}
              stroke-width={2 + 8 * Math.sqrt(share)}
            />
          );
        }
        return (
          <g key={action}>
            <circle cx={to.x} cy={to.y} r={CELL * (0.08 + 0.36 * Math.sqrt(share))} />
            {share >= WRITTEN && (
              <text x={to.x} y={to.y}>
                {Math.round(share * 100)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
