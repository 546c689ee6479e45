#!/usr/bin/env bash
# A folder over several workers with GNU parallel: one shard of it per task.
#   ./parallel.sh in/ out/ SHARDS WORKERS [options of "mien batch"]
#   HOSTS=4/alpha,4/beta ./parallel.sh ...    over hosts that share the folders and this checkout by the same paths
# Started again, it goes on where it stopped. Exit status: 0 all done, else what the worst shard said.
set -euo pipefail
app="$(cd "$(dirname "$0")/../../.." && pwd)"
from="$(realpath "$1")" to="$(realpath -m "$2")" shards="$3" workers="$4"
shift 4
hosts=()
[ -z "${HOSTS:-}" ] || hosts=(--sshlogin "$HOSTS" --workdir "$app")
mkdir -p "$to"
cd "$app"
# A shard takes one process: parallel is what runs several. Its own options come last and win.
seq "$shards" | parallel --will-cite --halt never --jobs "$workers" --joblog "$to/parallel.log" "${hosts[@]}" \
  npm run -s mien -- batch "$from" "$to" --jobs 1 --resume --shard "{}/$shards" "${@@Q}" && exit 0
# parallel counts the tasks that failed; a script wants to know how badly.
awk 'NR > 1 && $7 + 0 > worst { worst = $7 } END { exit worst }' "$to/parallel.log"
