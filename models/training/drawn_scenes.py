"""Composes pictures with drawn faces in known squares, to train and to judge the detector (`drawn_faces.py`).

A crop is pasted turned, at any size, through a mask that is rarely its own square: a detector would learn the square's edges instead
of the face. For the same reason pieces without a face (corners of crops, shuffled crops, shapes, photographed faces) are pasted with
the same masks.
"""
import io
import math
import tarfile
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

CROP = 96
MARGIN = 24
"""A crop is continued by its mirror image on every side, so that hair and shoulders go on beyond the square."""


@dataclass
class Face:
    x: float
    y: float
    side: float
    """Centre and side of the square in pixels; the square itself is never turned."""


class Crops:
    """Pictures of tar files, decoded when they are asked for."""

    def __init__(self, path, keep):
        with tarfile.open(path) as tar:
            self.files = [tar.extractfile(m).read() for i, m in enumerate(m for m in tar if m.name.endswith('.jpg')) if keep(i)]

    def __len__(self):
        return len(self.files)

    def pick(self, rng):
        image = Image.open(io.BytesIO(self.files[rng.integers(len(self.files))])).convert('RGB')
        return image.transpose(Image.FLIP_LEFT_RIGHT) if rng.random() < .5 else image


def load(drawn_tar, photo_tar, held_out):
    """Every tenth drawn crop and every 25th photo are for judging alone; of the photos at most 4,000 are used."""
    drawn = Crops(drawn_tar, lambda i: (i % 10 == 0) == held_out)
    photos = Crops(photo_tar, lambda i: (i % 25 == 0) == held_out and (held_out or i % 3 == 0))
    return drawn, photos


def colour(rng):
    return tuple(int(v) for v in rng.integers(0, 256, 3))


def gradient(rng, w, h):
    ends = rng.integers(0, 256, (4, 3)).astype(np.uint8).reshape(2, 2, 3)
    return Image.fromarray(ends).resize((w, h), Image.BICUBIC)


def noise(rng, w, h):
    cells = 2 ** rng.integers(1, 6)
    base = rng.normal(128, 60, (cells, cells, 3)) * rng.uniform(.2, 1) + rng.normal(0, 40, 3)
    return Image.fromarray(base.clip(0, 255).astype(np.uint8)).resize((w, h), Image.BICUBIC)


def shapes(rng, w, h):
    image = Image.new('RGB', (w, h), colour(rng))
    scribble(rng, image, rng.integers(3, 40))
    return image


def scribble(rng, image, count):
    draw, (w, h) = ImageDraw.Draw(image), image.size
    for _ in range(count):
        size = min(w, h) * math.exp(rng.uniform(math.log(.02), math.log(.8)))
        x, y = rng.uniform(0, w), rng.uniform(0, h)
        a, b = size * rng.uniform(.2, 1), size * rng.uniform(.2, 1)
        outline = colour(rng) if rng.random() < .5 else None
        kind, width = rng.integers(5), int(rng.integers(1, 4))
        if kind == 0:
            draw.ellipse((x - a / 2, y - b / 2, x + a / 2, y + b / 2), fill=colour(rng), outline=outline, width=width)
        elif kind == 1:
            draw.rectangle((x - a / 2, y - b / 2, x + a / 2, y + b / 2), fill=colour(rng), outline=outline, width=width)
        elif kind == 2:
            corners = [(x + rng.normal(0, size / 2), y + rng.normal(0, size / 2)) for _ in range(rng.integers(3, 7))]
            draw.polygon(corners, fill=colour(rng), outline=outline)
        elif kind == 3:
            draw.line([(x + rng.normal(0, size), y + rng.normal(0, size)) for _ in range(rng.integers(2, 6))], fill=colour(rng), width=width)
        else:
            # Two dark discs side by side, with or without lights in them: what is round and paired is not yet a face.
            fill, gap, r = colour(rng), size * .25, size * .1
            for side in (-1, 1):
                cx = x + side * gap
                draw.ellipse((cx - r, y - r * 1.3, cx + r, y + r * 1.3), fill=fill)
                if rng.random() < .5:
                    draw.ellipse((cx - r / 3, y - r, cx + r / 3, y - r / 3), fill=(255, 255, 255))


def corner(rng, crop):
    """A piece of a crop beside the face: hair, cloth, ground."""
    side = int(rng.integers(18, 34))
    s = crop.width
    side = side * s // CROP
    x, y = rng.choice([0, s - side]), rng.choice([0, s - side])
    return crop.crop((x, y, x + side, y + side))


def shuffled(rng, crop):
    cells = int(rng.integers(3, 6))
    side = crop.width // cells
    pixels = np.asarray(crop)[:side * cells, :side * cells]
    tiles = pixels.reshape(cells, side, cells, side, 3).transpose(0, 2, 1, 3, 4).reshape(-1, side, side, 3)
    tiles = tiles[rng.permutation(len(tiles))].reshape(cells, cells, side, side, 3).transpose(0, 2, 1, 3, 4)
    return Image.fromarray(tiles.reshape(side * cells, side * cells, 3))


def scraps(rng, w, h, crops):
    """A mosaic of enlarged corners of crops."""
    image = gradient(rng, w, h)
    for _ in range(rng.integers(1, 9)):
        side = int(max(w, h) * rng.uniform(.3, 1.2))
        piece = corner(rng, crops.pick(rng)).resize((side, side), Image.BICUBIC)
        image.paste(piece, (int(rng.integers(-side // 2, w)), int(rng.integers(-side // 2, h))))
    return image.filter(ImageFilter.GaussianBlur(rng.uniform(0, 2)))


def ground(rng, w, h, drawn, photos):
    kind = rng.integers(6)
    if kind == 0:
        return Image.new('RGB', (w, h), colour(rng) if rng.random() < .5 else (255, 255, 255))
    if kind == 1:
        return gradient(rng, w, h)
    if kind == 2:
        return noise(rng, w, h)
    if kind == 3:
        return shapes(rng, w, h)
    return scraps(rng, w, h, drawn if kind == 4 else photos)


def mask(rng, side, tight):
    """Where a square piece of `side` px is pasted: its own square, a box, or a soft blob. `tight` is the part of it that must be in."""
    big = Image.new('L', (side, side), 0)
    if rng.random() < .25:
        edges = side * (1 - tight) / 2 * rng.uniform(0, 1, 4)
        ImageDraw.Draw(big).rectangle((edges[0], edges[1], side - 1 - edges[2], side - 1 - edges[3]), fill=255)
        return big
    yy, xx = (np.mgrid[:side, :side] + .5) / side * 2 - 1
    angle = np.arctan2(yy, xx)
    wave = sum(rng.normal(0, .06 / k) * np.cos(k * angle + rng.uniform(0, 6.3)) for k in range(2, 7))
    power = rng.uniform(1.8, 5)
    radius = (np.abs(xx) ** power + np.abs(yy) ** power) ** (1 / power)
    soft = rng.uniform(.02, .25)
    reach = rng.uniform(tight * .92, .98)
    return Image.fromarray((np.clip((reach + wave - radius) / soft + .5, 0, 1) * 255).astype(np.uint8))


def stamp(rng, image, piece, centre, side, turn_degrees, tight):
    """Pastes a square piece, turned, at a size and place."""
    pixels = max(2, round(side))
    scaled = piece.resize((pixels, pixels), Image.LANCZOS if pixels < piece.width else Image.BICUBIC)
    cut = mask(rng, pixels, tight)
    scaled, cut = (i.rotate(turn_degrees, Image.BICUBIC) for i in (scaled, cut))
    image.paste(scaled, (round(centre[0] - pixels / 2), round(centre[1] - pixels / 2)), cut)


def body(rng, image, face, crop):
    """Shoulders of one colour under a face."""
    tone = crop.crop((0, CROP - 6, CROP, CROP)).resize((1, 1), Image.BOX).getpixel((0, 0)) if rng.random() < .6 else colour(rng)
    x, y, s = face.x, face.y, face.side
    slope, wide = rng.uniform(.1, .5) * s, rng.uniform(.6, 1.3) * s
    ImageDraw.Draw(image).polygon([(x - .2 * s, y + .3 * s), (x + .2 * s, y + .3 * s), (x + wide, y + .3 * s + slope), (x + wide, y + 4 * s),
                                   (x - wide, y + 4 * s), (x - wide, y + .3 * s + slope)], fill=tone)


def face_piece(crop):
    return Image.fromarray(np.pad(np.asarray(crop.resize((CROP, CROP))), ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), 'symmetric'))


def overlap(a, b):
    return abs(a.x - b.x) < (a.side + b.side) * .45 and abs(a.y - b.y) < (a.side + b.side) * .45


def finish(rng, image):
    if rng.random() < .12:
        image = image.convert('L').convert('RGB')
    if rng.random() < .3:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.2)))
    pixels = np.asarray(image).astype(np.float32)
    if rng.random() < .5:
        pixels = (pixels - 128) * rng.uniform(.6, 1.3) + 128 + rng.normal(0, 20) + rng.normal(0, 8, 3)
    if rng.random() < .2:
        pixels = pixels + rng.normal(0, rng.uniform(0, 12), pixels.shape)
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    if rng.random() < .4:
        buffer = io.BytesIO()
        image.save(buffer, 'JPEG', quality=int(rng.integers(30, 90)))
        image = Image.open(buffer).convert('RGB')
    return image


def distract(rng, image, drawn, photos, side_range):
    low, high = side_range
    w, h = image.size
    for _ in range(rng.integers(0, 4)):
        side = math.exp(rng.uniform(math.log(low), math.log(high)))
        kind = rng.integers(4)
        piece = photos.pick(rng) if kind < 2 else shuffled(rng, drawn.pick(rng)) if kind == 2 else corner(rng, drawn.pick(rng))
        stamp(rng, image, piece, (rng.uniform(0, w), rng.uniform(0, h)), side, rng.uniform(-20, 20), .7)
    if rng.random() < .2:
        scribble(rng, image, rng.integers(1, 8))


def scene(rng, w, h, drawn, photos, side_range, most=4):
    """-> (picture, [Face]): up to `most` drawn faces of a width in `side_range`, none in about a quarter of the pictures."""
    image = ground(rng, w, h, drawn, photos)
    distract(rng, image, drawn, photos, side_range)
    faces = []
    for _ in range(0 if rng.random() < .25 else rng.integers(1, most + 1)):
        side = math.exp(rng.uniform(*(math.log(v) for v in side_range)))
        out = side * .3
        if side > w or side > h:
            continue
        face = Face(rng.uniform(out, w - out), rng.uniform(out, h - out), side)
        if any(overlap(face, other) for other in faces):
            continue
        faces.append(face)
    crops = [drawn.pick(rng) for _ in faces]
    for face, crop in zip(faces, crops):
        if rng.random() < .4:
            body(rng, image, face, crop)
    whole = (CROP + 2 * MARGIN) / CROP
    for face, crop in zip(faces, crops):
        stamp(rng, image, face_piece(crop), (face.x, face.y), face.side * whole, rng.uniform(-20, 20), .82 / whole)
    return finish(rng, image), faces


def framed(rng, size, drawn, photos, side_range):
    """A picture that is little more than one face, at a random place of the mid-grey that the detector's input is filled up with."""
    side = math.exp(rng.uniform(*(math.log(v) for v in side_range)))
    w, h = (math.ceil(side * rng.uniform(1, 1.5)) for _ in range(2))
    small = ground(rng, w, h, drawn, photos)
    face = Face(rng.uniform(side / 2, w - side / 2), rng.uniform(side / 2, h - side / 2), side)
    crop = drawn.pick(rng).resize((CROP, CROP))
    if rng.random() < .5:
        small.paste(crop.resize((round(side),) * 2, Image.LANCZOS), (round(face.x - side / 2), round(face.y - side / 2)))
    else:
        stamp(rng, small, face_piece(crop), (face.x, face.y), side * 1.5, rng.uniform(-20, 20), .82 / 1.5)
    image = Image.new('RGB', (size, size), (128, 128, 128))
    x, y = (int(rng.integers(0, max(1, size - v))) if rng.random() < .7 else 0 for v in (w, h))
    image.paste(finish(rng, small), (x, y))
    return image, [Face(face.x + x, face.y + y, side)]
