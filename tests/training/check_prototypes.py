"""Measures prototypes on a pack whose smiling crops are given landmarks with raised corners of the mouth, and prints as JSON what
they and the teacher make of it. Writes the landmarks, and the prototypes, for teach.py.

    python3 check_prototypes.py PACK MESHES.json PROTOTYPES.npz
"""
import json
import os
import sys
import tempfile

import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../models/training'))
import prototypes as p
from age_lines import lines_of
from data import Pack
from teacher import Teacher

RAISED = .03
CORNERS = (61, 291)


def face(random):
    """468 places of which the ones with a name lie where they do in a face."""
    mesh = random.uniform(.2, .8, (468, 2))
    mesh[p.OVAL] = ring(len(p.OVAL), (.5, .5), (.4, .45))
    mesh[p.LIPS] = ring(len(p.LIPS), (.5, .72), (.15, .06))
    for lips, y in ((p.UPPER, .715), (p.LOWER, .717)):
        mesh[lips] = np.stack([np.linspace(.36, .64, len(lips)), np.full(len(lips), y)], 1)
    return mesh


def ring(count, centre, radius):
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([centre[0] + radius[0] * np.cos(turn), centre[1] + radius[1] * np.sin(turn)], 1)


def aged_lesson(file, lines, x, mesh, values):
    """The pack's second attribute taken for age."""
    with tempfile.NamedTemporaryFile(suffix='.npz') as out:
        np.savez(out, **{**file, 'W': lines})
        return Teacher(out.name, ['smiling', 'old']).lesson(x, mesh, *([0, value] for value in values))


def main():
    path, meshes_path, out = sys.argv[1:]
    pack, random = Pack(path), np.random.default_rng(1)
    base, meshes = face(random), {}
    for name, _, domain, *_ in pack.files:
        mesh = base + random.normal(0, .002, base.shape)
        mesh[CORNERS, 1] -= RAISED * (domain & 1)
        mesh[p.LOWER[1:-1], 1] += max(0, random.uniform(-.05, .1))
        meshes[name] = mesh.tolist()
    with open(meshes_path, 'w') as file:
        json.dump(meshes, file)
    np.savez(out, **p.fit(pack, p.read_meshes(meshes_path, pack)))
    teacher = Teacher(out, pack.domains.attributes)
    x = pack.decode(pack.files[0][0], pack.size) / 127.5 - 1
    still, smiling = (teacher.lesson(x, base, [0, 0], [1, 0], strength) for strength in (0, 1))
    opened = base.copy()
    opened[p.LOWER[1:-1], 1] += .08
    closed = teacher.lesson(x, opened, [1, 0], [0, 0])
    # A head turned to one side is narrower there.
    aside = base.copy()
    aside[:, 0] -= .6 * (aside[:, 0] - .5) ** 2
    near, far = p.slopes(p.view_of(base, aside), np.array([[.2, .5], [.8, .5]]))[:, 0, 0]
    file = dict(np.load(out))
    lines = lines_of(pack, p.read_meshes(meshes_path, pack), file, [(os.path.splitext(pack.files[0][0])[0], 'left')])
    drawn = np.zeros_like(lines)
    at = round(.4 * pack.size)
    drawn[:, at, pack.size // 3:pack.size // 2] = -.2
    aged, younger, smooth = (aged_lesson(file, marks, x, base, values) for marks, values in ((drawn, (0, 1)), (drawn, (1, 0)), (0 * drawn, (0, 1))))
    line = (aged.picture - smooth.picture)[0, at, round(.42 * pack.size)]
    row, column = (round(at * p.CELLS) for at in (base[CORNERS[0], 1] - RAISED, base[CORNERS[0], 0]))
    seam = closed.flow[1, round(.74 * p.CELLS), round(.5 * p.CELLS)] - closed.flow[1, round(.70 * p.CELLS), round(.5 * p.CELLS)]
    print(json.dumps(dict(
        corner=float(2 * np.load(out)['B'][1][CORNERS[0], 1]), still=float((still.picture - x).abs().max()), flow=float(smiling.flow[1, row, column]),
        corners=float(smiling.light[:, 0, 0].abs().max()), lit=float(smiling.light.abs().max()), seam=float(seam),
        painted=[float(closed.share[0, round(y * pack.size), pack.size // 2]) for y in (.72, .4)], aside=float(far / near), unasked=float(smiling.share.max()),
        mirrored=float(np.abs(lines - lines[..., ::-1]).max()), bare=float(np.abs(lines[0, 0]).max()), line=float(line),
        younger=float((younger.picture - aged_lesson(file, 0 * drawn, x, base, (1, 0)).picture).abs().max()), finite=bool(torch.isfinite(closed.picture).all()))))


if __name__ == '__main__':
    main()
