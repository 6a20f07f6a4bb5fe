"""PyTorch's side of `language-train`: one training step of a Llama, eager.

Reads a number of steps per line from standard input, answers each with {"ms": [...]}; see bench/peers/serve.py.
"""

import torch
import torch.nn.functional as F

from llama import Llama
from serve import arguments, serve

options = arguments(batch=16, length=128, layers=4, width=256, inner=704, heads=4, vocabulary=512)
torch.set_num_threads(options.threads)
torch.manual_seed(0)
net = Llama(options.vocabulary, options.layers, options.width, options.inner, options.heads, options.length)
matrices = [p for p in net.parameters() if p.ndim > 1]
vectors = [p for p in net.parameters() if p.ndim < 2]
groups = [dict(params=matrices, weight_decay=0.1), dict(params=vectors, weight_decay=0.0)]
optimiser = torch.optim.AdamW(groups, lr=3e-4, betas=(0.9, 0.95))
ids = torch.randint(options.vocabulary, (options.batch, options.length + 1))


def step() -> float:
    optimiser.zero_grad(set_to_none=True)
    logits = net(ids[:, :-1])
    loss = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimiser.step()
    return loss.item()


serve(step, torch.__version__)
