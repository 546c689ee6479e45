"""Joins an export's files to one checkpoint in the layout that `npm run convert` reads, classifier and meta included.

    python3 export.py run/export my-model.pt
"""
import sys

from checkpoints import joined, write


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    folder, out = sys.argv[1:]
    checkpoint = joined(folder)
    write(checkpoint, out)
    print(out, {part: f'{len(value)} entries' for part, value in checkpoint.items()})


if __name__ == '__main__':
    main()
