"""The arithmetic of the drawing in `unet_architecture`: all sides of a U-Net, and how many weights it has."""

from dataclasses import dataclass, field


@dataclass
class UnetSizes:
    """Sides in pixels, in the order in which a picture travels: the decoder from below.

    A level of the encoder, and the bottom: in, after convolution 1, after 2. A level of the
    decoder: up-convolved, joined, after convolution 1, after 2. Crops: from each side.
    """

    encoder: list[list] = field(default_factory=list)
    bottom: list = field(default_factory=list)
    decoder: list[list] = field(default_factory=list)
    crops: list[int] = field(default_factory=list)
    output: int = 0


class UnetSizeError(ValueError):
    """The level that breaks (1 works at full resolution), and the sizes up to there."""

    def __init__(self, level, reason, sizes):
        super().__init__(f"level {level}: {reason}")
        self.level, self.sizes = level, sizes


def unet_sizes(size, depth, valid=True):
    """All sides [pixels] of a U-Net (arXiv 1505.04597, Figure 1), or UnetSizeError."""
    lost = 2 if valid else 0  # a 3×3 window needs a neighbour on either side
    sizes = UnetSizes()

    def convolve_twice(sides, level):
        for _ in range(2):
            if sides[-1] <= lost:
                reason = f"a 3×3 convolution leaves nothing of {sides[-1]} pixels"
                raise UnetSizeError(level, reason, sizes)
            sides.append(sides[-1] - lost)

    for level in range(1, depth + 1):
        sizes.encoder.append([size])
        convolve_twice(sizes.encoder[-1], level)
        size, odd = divmod(sizes.encoder[-1][-1], 2)
        if odd:
            reason = f"{2 * size + 1} pixels are odd, pooling by 2 would lose one"
            raise UnetSizeError(level, reason, sizes)
    sizes.bottom.append(size)
    convolve_twice(sizes.bottom, depth + 1)
    for level in range(depth, 0, -1):
        size = 2 * (sizes.decoder or [sizes.bottom])[-1][-1]
        sizes.crops.append((sizes.encoder[level - 1][-1] - size) // 2)
        sizes.decoder.append([size, size])
        convolve_twice(sizes.decoder[-1], level)
    sizes.output = sizes.decoder[-1][-1]
    return sizes


def unet_parameters(depth, filters, channels=1, classes=2):
    """Weights and biases of the same network; `filters` is the width of the first level."""

    def layer(kernel, inputs, outputs):
        return kernel * kernel * inputs * outputs + outputs

    widths = [filters * 2**level for level in range(depth + 1)]
    total = layer(1, filters, classes)
    for inputs, width in zip([channels, *widths], widths, strict=False):
        total += layer(3, inputs, width) + layer(3, width, width)  # down, and the bottom
    for width in widths[:-1]:
        total += layer(2, 2 * width, width)  # up-convolution; its output joins the copy
        total += layer(3, 2 * width, width) + layer(3, width, width)
    return total
