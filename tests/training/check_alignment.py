"""Cuts a picture by five points as prepare.py does: prints the square and some of the crop's samples as JSON.

    python3 check_alignment.py PICTURE TEMPLATE SIZE x y x y x y x y x y
"""
import json
import os
import sys

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../models/training'))
from crop import aligned_square, crop_square, template


def main():
    picture, name, size, *points = sys.argv[1:]
    square = aligned_square(np.array(points, float).reshape(5, 2), template(name))
    crop = crop_square(np.asarray(Image.open(picture).convert('RGB')), square, int(size))
    print(json.dumps(dict(square=[float(v) for v in square], samples=crop.flatten()[::7].tolist())))


if __name__ == '__main__':
    main()
