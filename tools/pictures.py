"""Make the READMEs' pictures from the course itself.

python -m tools.pictures FOLDER     FOLDER: the COURSE_RESULTS of a run, for the pictures that are trained
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from course_utils.demos import transposed_convolution
from course_utils.svg import png_bytes
from tools.build import ROOT, write

PICTURES = ROOT / "pictures"


def main(results: Path) -> None:
    PICTURES.mkdir(exist_ok=True)
    explorer = transposed_convolution.explorer().set(stride=2, padding=1, output_padding=1, step=7)
    write(PICTURES / "explorer.svg", explorer.svg)
    checkerboard = transposed_convolution.checkerboard().set(kernel=3, stride=2, layers=2)
    write(PICTURES / "checkerboard.svg", checkerboard.svg)
    with Image.open(results / "upsampling.png") as image:
        panels = np.split(np.asarray(image), 3, axis=1)
    detail = [panel[120:280, 200:400] for panel in panels]
    gap = np.full((160, 8, 3), 255, "uint8")
    row = np.hstack([detail[0], gap, detail[1], gap, detail[2]])
    (PICTURES / "upsampling.png").write_bytes(png_bytes(row))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
