"""The residual policy and value network of AlphaZero (Silver et al. 2018) on 6 x 7 boards, for the PyTorch peers."""

import torch
from torch import nn
import torch.nn.functional as F

ROWS, COLUMNS, PLANES, ACTIONS = 6, 7, 3, 7


class Block(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(y)) + x)


class Tower(nn.Module):
    def __init__(self, blocks: int, channels: int, policy: int = 2, value: int = 1, hidden: int = 64):
        super().__init__()
        cells = ROWS * COLUMNS
        self.stem = nn.Conv2d(PLANES, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.blocks = nn.Sequential(*[Block(channels) for _ in range(blocks)])
        self.policy_conv = nn.Conv2d(channels, policy, 1, bias=False)
        self.policy_norm = nn.BatchNorm2d(policy)
        self.policy = nn.Linear(policy * cells, ACTIONS)
        self.value_conv = nn.Conv2d(channels, value, 1, bias=False)
        self.value_norm = nn.BatchNorm2d(value)
        self.value1 = nn.Linear(value * cells, hidden)
        self.value2 = nn.Linear(hidden, 1)

    def forward(self, x):
        x = self.blocks(F.relu(self.norm(self.stem(x))))
        p = F.relu(self.policy_norm(self.policy_conv(x))).flatten(1)
        v = F.relu(self.value_norm(self.value_conv(x))).flatten(1)
        return self.policy(p), torch.tanh(self.value2(F.relu(self.value1(v))))


def batch_of(size: int):
    """Random planes, soft policy targets and values: speed does not depend on them."""
    planes = (torch.rand(size, PLANES, ROWS, COLUMNS) < 0.3).float()
    return planes, torch.softmax(torch.randn(size, ACTIONS), dim=1), torch.rand(size) * 2 - 1
