import type { BoardLayout } from "../../../games/board-layout.js";
import { boardSize, CELL, centre, hexagon, labels, type Point } from "./geometry.js";

/** What lies under the pieces: squares, lines, a rack of holes or a field of hexagons, and the names around it. */
export function Ground({ layout, name }: { readonly layout: BoardLayout; readonly name: string }) {
  const { width, height } = boardSize(layout);
  const all = layout.squares.map((_, square) => centre(layout, square));
  return (
    <g>
      {layout.shape !== "hexagons" && (
        <rect class={`ground ground-${name}`} x="2" y="2" width={width - 4} height={height - 4} rx="8" />
      )}
      {layout.shape === "points" && <Lines layout={layout} />}
      {layout.shape === "squares" &&
        all.map(({ x, y }, square) => (
          <rect
            key={square}
            class={
              (square + Math.floor(square / layout.columns) * ((layout.columns + 1) % 2)) % 2
                ? "square odd"
                : "square"
            }
            x={x - CELL / 2}
            y={y - CELL / 2}
            width={CELL}
            height={CELL}
          />
        ))}
      {layout.shape === "columns" &&
        all.map(({ x, y }, i) => <circle key={i} class="hole" cx={x} cy={y} r={CELL * 0.41} />)}
      {layout.shape === "hexagons" && <Hexagons layout={layout} all={all} />}
      {labels(layout).map(({ text, at }, i) => (
        <text key={i} class="board-label" x={at.x} y={at.y} font-size={width / 42 + 2}>
          {text}
        </text>
      ))}
    </g>
  );
}

/** The lines of Go and Gomoku, which cross in the middles of the squares. */
function Lines({ layout }: { readonly layout: BoardLayout }) {
  const { rows, columns } = layout;
  const first = centre(layout, 0);
  const end = centre(layout, rows * columns - 1);
  const path = [
    ...Array.from({ length: rows }, (_, i) => `M${first.x} ${first.y + i * CELL}H${end.x}`),
    ...Array.from({ length: columns }, (_, i) => `M${first.x + i * CELL} ${first.y}V${end.y}`),
  ];
  return <path class="lines" d={path.join("")} />;
}

function Hexagons({ layout, all }: { readonly layout: BoardLayout; readonly all: readonly Point[] }) {
  const { rows, columns } = layout;
  const edge = (squares: number[], player: number) =>
    squares.map((square) => (
      <polygon
        key={`${player}-${square}`}
        class={`edge edge-${player}`}
        points={hexagon(all[square], CELL * 0.72)}
      />
    ));
  const row = (r: number) => Array.from({ length: columns }, (_, c) => r * columns + c);
  const column = (c: number) => Array.from({ length: rows }, (_, r) => r * columns + c);
  return (
    <>
      {edge([...row(0), ...row(rows - 1)], 1)}
      {edge([...column(0), ...column(columns - 1)], 2)}
      {all.map((point, square) => (
        <polygon key={square} class="hexagon" points={hexagon(point)} />
      ))}
    </>
  );
}
