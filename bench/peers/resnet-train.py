"""PyTorch's side of `resnet-train`: one training step of the residual tower that bench/models.mjs describes.

Reads a number of steps per line from standard input, answers each with {"ms": [...]}; see bench/peers/serve.py.
"""

import torch
import torch.nn.functional as F

from serve import arguments, serve
from tower import Tower, batch_of

options = arguments(batch=512, blocks=5, channels=64)
torch.set_num_threads(options.threads)
torch.manual_seed(0)
net = Tower(blocks=options.blocks, channels=options.channels).train()
optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-4)
planes, policy, value = batch_of(options.batch)


def step() -> float:
    """Forward, soft-target cross-entropy plus squared value error, backward, AdamW."""
    optimiser.zero_grad(set_to_none=True)
    logits, predicted = net(planes)
    loss = F.cross_entropy(logits, policy) + F.mse_loss(predicted.squeeze(1), value)
    loss.backward()
    optimiser.step()
    return loss.item()


serve(step, torch.__version__)
