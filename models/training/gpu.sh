#!/usr/bin/env bash
# Trains on a GPU that is there for a quarter of an hour, in calls of ten minutes at most that go on from one another.
#
#   bash models/training/gpu.sh FOLDER MINUTES PLAN [options of train.py]
#
# FOLDER holds one pack, and what there is of vgg.pt, classifiers.pt (from an earlier run) and export/ (to go on from). MINUTES are this
# call's, PLAN those of all calls, after which the learning rate has fallen. The run stays in gpu-run/ for the next call; what
# must come back is copied to $OUT every minute: eight files of at most 16 MiB. All that travels there, 64 MiB at most: FOLDER
# and a sparse checkout of models/training without exports/, and of src/face/templates.json.
set -euo pipefail
cd "$(dirname "$0")"
top=$(git -C . rev-parse --show-toplevel 2>/dev/null || (cd ../.. && pwd))
folder=$top/$1 minutes=$2 plan=$3
shift 3
run=$top/gpu-run
mkdir -p "$run" "$OUT/export"

bring_back() {
  cp "$run"/export/* "$run"/classifiers.pt "$OUT/export/" 2>/dev/null || true
  cp "$run/samples.png" "$OUT/" 2>/dev/null || true
}
while sleep 60; do bring_back; done &
copier=$!
trap 'kill $copier; bring_back' EXIT

packs=("$folder"/*.pack)
options=(--pack "${packs[0]}" --out "$run" --minutes "$minutes" --of "$plan" --export-every 90 "$@")
if [ -e "$folder/vgg.pt" ]; then options+=(--vgg "$folder/vgg.pt"); fi
if [ -e "$folder/classifiers.pt" ]; then options+=(--teachers "$folder/classifiers.pt"); fi
if [ -d "$folder/export" ] && [ ! -e "$run/state.pt" ]; then options+=(--init "$folder/export"); fi
export PYTHONUNBUFFERED=1
python3 train.py "${options[@]}" || { echo 'Again, without recorded steps.'; python3 train.py "${options[@]}" --eager; }
