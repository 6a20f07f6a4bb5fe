import { CELL, type Point } from "./geometry.js";

interface PieceProps {
  readonly game: string;
  /** 1 or 2. */
  readonly piece: number;
  readonly at: Point;
}

/** A piece: the two players' differ in shape or pattern as well as in colour. */
export function Piece({ game, piece, at: { x, y } }: PieceProps) {
  const r = CELL * 0.41;
  if (game === "tic-tac-toe") {
    const d = CELL * 0.27;
    if (piece === 2) return <circle class="mark mark-2" cx={x} cy={y} r={d} />;
    return (
      <path
        class="mark mark-1"
        d={`M${x - d} ${y - d}L${x + d} ${y + d}M${x + d} ${y - d}L${x - d} ${y + d}`}
      />
    );
  }
  if (game === "breakthrough") {
    const up = piece === 1 ? -1 : 1;
    const d = CELL * 0.3;
    return (
      <path
        class={`piece piece-${piece}`}
        d={`M${x} ${y + up * d * 1.1}L${x + d} ${y - up * d * 0.9}H${x - d}Z`}
      />
    );
  }
  if (game === "connect-four" || game === "hex") {
    const size = game === "hex" ? CELL * 0.34 : r;
    return (
      <>
        <circle class={`piece piece-${piece}`} cx={x} cy={y} r={size} />
        {piece === 2 && <circle class="pattern" cx={x} cy={y} r={size * 0.55} />}
      </>
    );
  }
  return <circle class={piece === 1 ? "stone black" : "stone white"} cx={x} cy={y} r={r} />;
}
