"""PyTorch's side of `gpt-train`: one training step of a decoder-only transformer (pre-norm, GELU, learned positions).

Reads a number of steps per line from standard input, answers each with {"ms": [...]}; see bench/peers/serve.py.
"""

import torch
from torch import nn
import torch.nn.functional as F

from serve import arguments, serve

options = arguments(batch=16, length=128, layers=4, width=256, heads=4, vocabulary=256)
torch.set_num_threads(options.threads)
torch.manual_seed(0)


class Block(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)
        self.expand, self.contract = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.project(y.transpose(1, 2).reshape(b, t, d))
        return x + self.contract(F.gelu(self.expand(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        o = options
        self.token = nn.Embedding(o.vocabulary, o.width)
        self.position = nn.Parameter(torch.randn(o.length, o.width) * 0.02)
        self.blocks = nn.Sequential(*[Block(o.width, o.heads) for _ in range(o.layers)])
        self.norm = nn.LayerNorm(o.width)
        self.head = nn.Linear(o.width, o.vocabulary, bias=False)

    def forward(self, ids):
        return self.head(self.norm(self.blocks(self.token(ids) + self.position)))


net = Gpt()
optimiser = torch.optim.AdamW(net.parameters(), lr=3e-4, weight_decay=0.1)
ids = torch.randint(options.vocabulary, (options.batch, options.length + 1))


def step() -> float:
    optimiser.zero_grad(set_to_none=True)
    logits = net(ids[:, :-1])
    loss = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
    loss.backward()
    optimiser.step()
    return loss.item()


serve(step, torch.__version__)
