"""Lesson nets in PyTorch, as somebody would write them who wants speed on a processor: channels last, autocast.

Imported only by sides that need torch, which the course itself never installs: `pip install torch`.
"""

import contextlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional

LAST = torch.channels_last


def precision(dtype: str):
    """A context in which layers compute in that dtype."""
    return torch.autocast("cpu", torch.bfloat16) if dtype == "bfloat16" else contextlib.nullcontext()


class UNet(nn.Module):
    """Lesson 02's net, layer by layer: (n, 1, 101, 101), values 0 to 255, to logits of the same shape."""

    def __init__(self, filters=(16, 32, 64)):
        super().__init__()
        self.stem = nn.Conv2d(1, filters[0], 4, stride=2, padding=1)
        downs = zip((filters[0], *filters), filters, strict=False)
        self.down = nn.ModuleList(self._twice(before, width) for before, width in downs)
        ups = list(zip(filters[:0:-1], filters[-2::-1], strict=True))
        self.grow = nn.ModuleList(nn.ConvTranspose2d(before, width, 2, stride=2) for before, width in ups)
        self.up = nn.ModuleList(self._twice(2 * width, width) for _, width in ups)
        self.last = nn.ConvTranspose2d(filters[0], 1, 4, stride=2, padding=1)

    @staticmethod
    def _twice(before, width):
        first, second = nn.Conv2d(before, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        return nn.Sequential(first, nn.ReLU(), second, nn.ReLU())

    def forward(self, tiles):
        x = functional.pad(tiles / 41 - 120 / 41, (1, 2, 1, 2))
        x, skips = functional.relu(self.stem(x)), []
        for block in self.down[:-1]:
            skips.append(block(x))
            x = functional.max_pool2d(skips[-1], 2)
        x = self.down[-1](x)
        for grow, block in zip(self.grow, self.up, strict=True):
            x = block(torch.cat([grow(x), skips.pop()], dim=1))
        return self.last(x).float()[..., 1:-2, 1:-2]


def salt_loss(truth, logits):
    """Cross-entropy plus Dice, as lesson 02 has them."""
    probability = torch.sigmoid(logits)
    overlap = 2 * (probability * truth).sum() + 1
    dice = 1 - overlap / (probability.sum() + truth.sum() + 1)
    return functional.binary_cross_entropy_with_logits(logits, truth) + dice


class UNetTrainer:
    """`epoch()` trains the net once over the tiles (n, 101, 101), each mirrored half of the time."""

    def __init__(self, images: np.ndarray, masks: np.ndarray, batch: int, dtype: str):
        self.pairs = torch.tensor(np.stack([images, masks.astype(np.uint8)], axis=1))
        self.batch, self.dtype = batch, dtype
        self.net = UNet().to(memory_format=LAST)
        self.optimizer = torch.optim.AdamW(self.net.parameters(), 1e-3, weight_decay=1e-4)
        self.epoch()

    def epoch(self) -> int:
        """How many tiles it learned from."""
        order = torch.randperm(len(self.pairs))
        for k in range(len(order) // self.batch):
            pairs = self.pairs[order[k * self.batch :][: self.batch]].float()
            mirrored = (torch.rand(self.batch) < 0.5)[:, None, None, None]
            pairs = torch.where(mirrored, pairs.flip(3), pairs)
            tiles, masks = (part.contiguous(memory_format=LAST) for part in pairs.split(1, dim=1))
            self.optimizer.zero_grad()
            with precision(self.dtype):
                logits = self.net(tiles)
            salt_loss(masks, logits).backward()
            nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
            self.optimizer.step()
        return len(order) // self.batch * self.batch


class StyleObjective:
    """Lesson 04's loss of a picture (1, 3, H, W) in [0, 1], and its gradient, with the weights of a `VGG`.

    ratio, gamma, exponent and layers: as `gatys` in the lesson.
    """

    def __init__(self, vgg, mean, content, style, layers, dtype: str, last: bool, ratio=1e-3, gamma=0.03):
        self.names = vgg.layers[: vgg.layers.index("conv5_1") + 1]
        self.style, self.dtype, self.last, self.ratio, self.gamma = layers, dtype, last, ratio, gamma
        self.mean = torch.tensor(mean, dtype=torch.float32)[:, None, None]
        net, self.weights = vgg.features(self.names), {}
        for layer in self.names:
            kernel, bias = net.get_layer(layer).get_weights()
            kernel = torch.tensor(kernel.transpose(3, 2, 0, 1).copy())
            self.weights[layer] = self._laid(kernel), torch.tensor(bias)
        with torch.no_grad():
            self.P = self.features(self.tensor(content))["conv4_2"]
            wanted = self.features(self.tensor(style))
            self.targets = {layer: self.gram(wanted[layer]) for layer in layers}

    def _laid(self, maps):
        return maps.contiguous(memory_format=LAST) if self.last else maps

    def tensor(self, picture):
        return self._laid(torch.tensor(np.asarray(picture).transpose(2, 0, 1)[None].copy()))

    def features(self, picture):
        here, found = picture - self.mean, {}
        with precision(self.dtype):
            for layer in self.names:
                if layer.endswith("_1") and layer != "conv1_1":
                    here = functional.max_pool2d(here, 2)
                found[layer] = here = functional.relu(functional.conv2d(here, *self.weights[layer], padding=1))
        return {layer: maps.float() for layer, maps in found.items()}

    @staticmethod
    def gram(maps):
        flat = maps.flatten(2)[0]
        return flat @ flat.T

    def __call__(self, pixels):
        """The loss; its gradient is left in `pixels.grad`."""
        found = self.features(pixels)
        loss = self.ratio * ((found["conv4_2"] - self.P) ** 2).sum() / 2
        for layer, target in self.targets.items():
            maps = found[layer]
            size = 4 * maps.shape[1] ** 2 * (maps.shape[2] * maps.shape[3]) ** 2
            loss = loss + ((self.gram(maps) - target) ** 2).sum() / size / len(self.targets)
        down, right = pixels.diff(dim=2).abs(), pixels.diff(dim=3).abs()
        loss = loss + self.gamma * ((down**1.25).sum() + (right**1.25).sum())
        loss.backward()
        return loss.detach()
