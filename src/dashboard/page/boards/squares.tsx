import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Game } from "../../../games/game.js";
import { boardSize, CELL, centre } from "./geometry.js";
import type { Position } from "./position.js";
import { squareLabel } from "./square-label.js";

interface SquaresProps {
  readonly game: Game;
  readonly position: Position;
  /** Room above the board in the drawing's units. */
  readonly above: number;
  readonly onAction: (action: number) => void;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * A button over each square of the drawing, with one stop for the Tab key: arrows go from square to square, Enter or Space
 * chooses. Where pieces move, the piece is chosen first, then where it goes; Escape lets it go again.
 */
export function Squares({ game, position, above, onAction }: SquaresProps) {
  const { layout } = position;
  const { rows, columns } = layout;
  const [at, setAt] = useState(Math.floor(rows / 2) * columns + Math.floor(columns / 2));
  const [chosen, setChosen] = useState<number>();
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const moves = useMemo(() => movesBySquare(position), [position]);
  useEffect(() => setChosen(undefined), [position]);

  const actionOf = (square: number) =>
    moves.find(({ from, to }) => to === square && (from === undefined || from === chosen))?.action;
  const startsAt = (square: number) => moves.some(({ from }) => from === square);
  const choose = (square: number) => {
    setAt(square);
    const action = actionOf(square);
    if (action !== undefined) onAction(action);
    else setChosen(startsAt(square) && square !== chosen ? square : undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined && event.key !== "Escape") return;
    event.preventDefault();
    if (step === undefined) setChosen(undefined);
    else {
      const row = Math.min(rows - 1, Math.max(0, Math.floor(at / columns) + step[0]));
      const column = Math.min(columns - 1, Math.max(0, (at % columns) + step[1]));
      setAt(row * columns + column);
      buttons.current[row * columns + column]?.focus();
    }
  };

  const { width, height } = boardSize(layout);
  const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return (
    <fieldset class="squares" aria-label="Squares; arrow keys go from one to the next">
      {layout.squares.map((name, square) => {
        const action = actionOf(square);
        const usable = action !== undefined || startsAt(square);
        const { x, y } = centre(layout, square);
        const aim = action !== undefined && chosen !== undefined;
        return (
          <button
            key={name}
            type="button"
            ref={(button) => {
              buttons.current[square] = button;
            }}
            class={`cell cell-${layout.shape}${usable ? " usable" : ""}${aim ? " aim" : ""}`}
            style={{
              left: percent(x - CELL / 2, width),
              top: percent(y - CELL / 2 + above, height + above),
              width: percent(CELL, width),
              height: percent(CELL, height + above),
            }}
            tabIndex={square === at ? 0 : -1}
            aria-label={squareLabel(game, position, square)}
            aria-pressed={square === chosen ? true : undefined}
            aria-disabled={!usable}
            onClick={() => choose(square)}
            onKeyDown={onKeyDown}
            onFocus={() => setAt(square)}
          />
        );
      })}
    </fieldset>
  );
}

interface SquareMove {
  readonly action: number;
  readonly from: number | undefined;
  readonly to: number;
}

/** The legal moves by the squares that stand for them: in a rack of dropping discs, any square of the column. */
function movesBySquare({ layout, legal }: Position): SquareMove[] {
  const { rows, columns, shape } = layout;
  return Array.from(legal, (open, action) => ({ open, action, move: layout.move(action) })).flatMap(
    ({ open, action, move }) => {
      if (open === 0 || move === undefined) return [];
      if (shape !== "columns") return [{ action, from: move.from, to: move.to }];
      return Array.from({ length: rows }, (_, row) => ({
        action,
        from: undefined,
        to: row * columns + move.to,
      }));
    },
  );
}
