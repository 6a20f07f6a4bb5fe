"""PyTorch's side of `language-train`: one training step of a Llama, eager.

    python bench/peers/language-train.py FOLDER --threads 2

FOLDER holds lengths.json, the tokens of each sequence. Reads a number of steps per line from standard input, answers each with
{"ms": [...]}; see bench/peers/serve.py.
"""

import json
import os
import sys

import torch
import torch.nn.functional as F

from llama import Llama
from serve import arguments, serve

folder = sys.argv.pop(1)
options = arguments(layers=4, width=256, inner=704, heads=4, vocabulary=512)
torch.set_num_threads(options.threads)
torch.manual_seed(0)
with open(os.path.join(folder, "lengths.json")) as file:
    lengths = torch.tensor(json.load(file))
longest = int(lengths.max())
net = Llama(options.vocabulary, options.layers, options.width, options.inner, options.heads, longest)
matrices = [p for p in net.parameters() if p.ndim > 1]
vectors = [p for p in net.parameters() if p.ndim < 2]
groups = [dict(params=matrices, weight_decay=0.1), dict(params=vectors, weight_decay=0.0)]
optimiser = torch.optim.AdamW(groups, lr=3e-4, betas=(0.9, 0.95))
ids = torch.randint(options.vocabulary, (len(lengths), longest + 1))
# Padding stands at the end, where causal attention needs no mask for it; its targets do not count.
targets = ids[:, 1:].masked_fill(torch.arange(longest) >= lengths[:, None], -100)


def step() -> float:
    optimiser.zero_grad(set_to_none=True)
    logits = net(ids[:, :-1])
    loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimiser.step()
    return loss.item()


serve(step, torch.__version__)
