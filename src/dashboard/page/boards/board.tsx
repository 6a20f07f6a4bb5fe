import { useMemo } from "preact/hooks";
import type { Game } from "../../../games/game.js";
import { boardSize, CELL, centre } from "./geometry.js";
import { Ground } from "./ground.js";
import { Overlay } from "./overlay.js";
import { Piece } from "./piece.js";
import { type Position, positionOf } from "./position.js";
import { Squares } from "./squares.js";
import "./board.css";

/** What a board shows, and whom it tells. */
export interface BoardProps {
  readonly game: Game;
  /** From the start of the game. */
  readonly actions: readonly number[];
  /** Says what the board shows, for example "The position after 5 moves; the last was d3". */
  readonly label: string;
  /** Called with a legal action that somebody chose on the board. Without it nothing can be chosen. */
  readonly onAction?: ((action: number) => void) | undefined;
  /** `[actions]`: a policy to be shown on the squares. */
  readonly shares?: ArrayLike<number> | undefined;
  /** `[actions]`: a word for each action, such as its exact value; stands above the columns of a rack. */
  readonly words?: readonly string[] | undefined;
}

/** Draws a position of any built-in game, and takes moves by mouse, touch and keyboard. */
export function Board({ game, actions, label, onAction, shares, words }: BoardProps) {
  const position = useMemo(() => positionOf(game, actions), [game, actions]);
  if (position === undefined) return <p>There is no board for {game.name}: its moves are in the list.</p>;
  const { width, height } = boardSize(position.layout);
  const above = words === undefined ? 0 : 16;
  return (
    <div class="board-frame">
      <div class="board">
        <svg viewBox={`0 ${-above} ${width} ${height + above}`} role="img" aria-label={label}>
          <Ground layout={position.layout} name={game.name} />
          <Pieces game={game} position={position} />
          {words?.map((word, action) => (
            <text key={action} class="board-word" x={centre(position.layout, action).x} y="-6">
              {word}
            </text>
          ))}
          {shares && <Overlay position={position} shares={shares} />}
        </svg>
        {onAction && <Squares game={game} position={position} above={above} onAction={onAction} />}
      </div>
      {onAction && <Pass position={position} onAction={onAction} />}
    </div>
  );
}

function Pieces({ game, position }: { readonly game: Game; readonly position: Position }) {
  const { layout, pieces, last } = position;
  const marked = last === undefined ? [] : [last.to, ...(last.from === undefined ? [] : [last.from])];
  const byGround = game.name === "tic-tac-toe" || game.name === "breakthrough";
  const middle = last && !byGround && pieces[last.to] !== 0 ? centre(layout, last.to) : undefined;
  return (
    <g>
      {byGround &&
        marked.map((square) => {
          const { x, y } = centre(layout, square);
          return (
            <rect
              key={square}
              class="last-square"
              x={x - CELL / 2}
              y={y - CELL / 2}
              width={CELL}
              height={CELL}
            />
          );
        })}
      {pieces.map((piece, square) =>
        piece === 0 ? null : (
          <Piece key={square} game={game.name} piece={piece} at={centre(layout, square)} />
        ),
      )}
      {middle && <circle class="last" cx={middle.x} cy={middle.y} r={CELL * 0.12} />}
    </g>
  );
}

interface PassProps {
  readonly position: Position;
  readonly onAction: (action: number) => void;
}

/** The button for a pass, where one may pass. */
function Pass({ position: { legal, layout }, onAction }: PassProps) {
  const pass = legal.findIndex((open, action) => open === 1 && layout.move(action) === undefined);
  if (pass < 0) return null;
  return (
    <button type="button" onClick={() => onAction(pass)}>
      Pass
    </button>
  );
}
