import { gameByName } from "../dist/games/registry.js";
import { randomLegal } from "../dist/policies/random-legal.js";
import { Random } from "../dist/random/index.js";
import { duel, times } from "./tools/duel.mjs";
import { Peer } from "./tools/peer.mjs";

/** Our games and the same games of OpenSpiel. */
const GAMES = [
  ["tic-tac-toe", {}, "tic_tac_toe"],
  ["connect-four", {}, "connect_four"],
  ["othello", {}, "othello"],
  ["gomoku", { size: 7 }, "gomoku(size=7)"],
  ["gomoku", { size: 15 }, "gomoku(size=15)"],
  ["hex", { size: 5 }, "hex(board_size=5)"],
  ["hex", { size: 11 }, "hex(board_size=11)"],
  ["breakthrough", { size: 6 }, "breakthrough(rows=6,columns=6)"],
  ["breakthrough", { size: 8 }, "breakthrough(rows=8,columns=8)"],
  ["go", { size: 7 }, "go(board_size=7,komi=7.5)"],
  ["go", { size: 9 }, "go(board_size=9,komi=7.5)"],
  ["go", { size: 19 }, "go(board_size=19,komi=7.5)"],
];

/** Milliseconds that a call of ours should take: short, so that most are not interrupted on a busy machine. */
const CALL_MS = 1;
/** Playouts in a call of the peer for each of ours: it is slower, and its calls should be as short. */
const PEER_SHARE = 1 / 4;

/**
 * Random playouts a second from the start of every game: every move any legal one, all equally likely, through the same
 * contract that search uses. OpenSpiel's are played in C++. `ours`, `peer` and `ratio` are geometric means over the games.
 */
export default async function playouts({ python, seconds }) {
  const games = [];
  let version;
  for (const [name, options, peerGame] of GAMES) {
    const found = await measure(name, options, peerGame, python, seconds / 5);
    version = found.version ?? version;
    games.push(found.row);
  }
  const mean = (key) => Math.exp(games.reduce((sum, row) => sum + Math.log(row[key]), 0) / games.length);
  const compared = version !== undefined;
  return {
    name: "playouts",
    ours: mean("ours"),
    peer: compared ? mean("peer") : null,
    ratio: compared ? mean("ratio") : null,
    unit: "playouts/s, geometric mean over the games",
    games,
    ...(compared ? { openSpiel: version } : { install: "pip install open_spiel" }),
  };
}

async function measure(name, options, peerGame, python, seconds) {
  const play = player(gameByName(name, options));
  const count = await playoutsPerCall(play);
  const peerCount = Math.ceil(count * PEER_SHARE);
  const peer = await Peer.start(python, "playouts.py", ["--game", peerGame, "--playouts", String(peerCount)]);
  let plies = 0;
  let played = 0;
  const ours = () => {
    for (let i = 0; i < count; i++) plies += play();
    played += count;
  };
  const ms = await duel(
    { ours: (calls) => times(ours, calls), ...(peer && { peer: (calls) => peer.times(calls) }) },
    seconds,
  );
  peer?.close();
  const rate = (1000 * count) / ms.ours;
  const peerRate = peer ? (1000 * peerCount) / ms.peer : null;
  return {
    version: peer?.version,
    row: {
      game: name,
      ...options,
      ours: rate,
      peer: peerRate,
      ratio: peer ? rate / peerRate : null,
      movesPerPlayout: plies / played,
    },
  };
}

/** A function that plays one random game and returns how many moves it took. */
function player(game) {
  const state = game.newState();
  const mask = new Uint8Array(game.actions);
  const random = new Random(1, "bench playouts", game.name);
  return () => {
    state.reset();
    let moves = 0;
    while (state.player >= 0) {
      state.apply(randomLegal(state, mask, random));
      moves++;
    }
    return moves;
  };
}

async function playoutsPerCall(play) {
  let count = 1;
  for (;;) {
    const [ms] = await times(() => {
      for (let i = 0; i < count; i++) play();
    }, 1);
    if (ms >= CALL_MS) return count;
    count = Math.ceil(Math.min(4 * count, 1 + (count * CALL_MS) / ms));
  }
}
