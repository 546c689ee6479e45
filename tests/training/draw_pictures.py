"""Draws faces for the trainer's smoke test: PNGs, labels.csv with two attributes, and a folder per domain.

    python3 draw_pictures.py FOLDER
"""
import csv
import os
import sys

import numpy as np
from PIL import Image, ImageDraw

SIZE, COUNT = 80, 48


def face(random, smiling, dark):
    skin = (90, 60, 50) if dark else (240, 200, 170)
    image = Image.new('RGB', (SIZE, SIZE), tuple(int(v) for v in random.integers(60, 200, 3)))
    draw = ImageDraw.Draw(image)
    x, y = random.integers(-3, 4, 2)
    draw.ellipse((10 + x, 6 + y, 70 + x, 76 + y), fill=skin)
    for eye in (28, 52):
        draw.ellipse((eye - 5 + x, 28 + y, eye + 5 + x, 38 + y), fill='white')
        draw.ellipse((eye - 2 + x, 31 + y, eye + 2 + x, 35 + y), fill='black')
    if smiling:
        draw.chord((26 + x, 44 + y, 54 + x, 66 + y), 0, 180, fill=(200, 30, 40))
    else:
        draw.line((28 + x, 58 + y, 52 + x, 58 + y), fill=(150, 60, 60), width=2)
    return image


def main():
    folder, random = sys.argv[1], np.random.default_rng(7)
    os.makedirs(f'{folder}/pictures', exist_ok=True)
    with open(f'{folder}/labels.csv', 'w', newline='') as file:
        table = csv.writer(file)
        table.writerow(['file', 'smiling', 'skin'])
        for i in range(COUNT):
            smiling, dark = i % 2, i // 2 % 2
            image = face(random, smiling, dark)
            image.save(f'{folder}/pictures/{i:03}.png')
            kind = f'{folder}/domains/{("plain", "smile", "dark")[1 if smiling else 2 if dark else 0]}'
            os.makedirs(kind, exist_ok=True)
            image.save(f'{kind}/{i:03}.png')
            table.writerow([f'{i:03}.png', smiling, 'dark' if dark else 'light'])
    with open(f'{folder}/pictures/broken.png', 'wb') as file:
        file.write(b'no picture')
    with open(f'{folder}/labels.csv', 'a', newline='') as file:
        csv.writer(file).writerow(['broken.png', 1, 'dark'])


if __name__ == '__main__':
    main()
