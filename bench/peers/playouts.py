"""OpenSpiel's side of `playouts`: random games played by its C++ rollout evaluator.

The evaluator is reached through the tree search with a single simulation, which evaluates the starting position by
so many random games; Python is not in the loop.
"""

import argparse
from importlib.metadata import version

import pyspiel

from serve import serve

parser = argparse.ArgumentParser()
parser.add_argument("--game", required=True)
parser.add_argument("--playouts", type=int, required=True)
options = parser.parse_args()

game = pyspiel.load_game(options.game)
evaluator = pyspiel.RandomRolloutEvaluator(n_rollouts=options.playouts, seed=1)
search = pyspiel.MCTSBot(
    game,
    evaluator,
    uct_c=1.0,
    max_simulations=1,
    max_memory_mb=100,
    solve=False,
    seed=1,
    verbose=False,
)
start = game.new_initial_state()

serve(lambda: search.mcts_search(start), version("open_spiel"))
