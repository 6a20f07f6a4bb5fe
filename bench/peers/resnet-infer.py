"""PyTorch's side of `resnet-infer`: evaluating a batch of positions, in eager mode without gradients."""

import torch

from serve import arguments, serve
from tower import Tower, batch_of

options = arguments(batch=512, blocks=5, channels=64)
torch.set_num_threads(options.threads)
torch.manual_seed(0)
net = Tower(blocks=options.blocks, channels=options.channels).eval()
planes = batch_of(options.batch)[0]


def evaluate() -> None:
    with torch.inference_mode():
        net(planes)


serve(evaluate, torch.__version__)
