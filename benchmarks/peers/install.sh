#!/usr/bin/env bash
# Makes Python environments, with pinned versions:
#
#   install.sh [folder]               what score.py, tabsyn.py and rare.py need, in results/python unless another folder is given.
#                                     `npm run bench:quality` finds it there, or wherever ROWSMITH_PYTHON names its python.
#   install.sh --peers [names ...]    other people's synthesizers, for the adapters here: all, or those named, each in a folder of its
#                                     own below ROWSMITH_PEERS (results/peers). What can't be installed is told at the end, with the
#                                     error, and the others go on. PyTorch is the build for CPUs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" != --peers ]; then
  folder=${1:-"$here/../../results/python"}
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet pandas==3.1.1 scikit-learn==1.9.1 lightgbm==4.7.0 scipy==1.17.1 xgboost==3.2.0 imbalanced-learn==0.14.2
  "$folder/bin/python" -c 'import lightgbm, pandas, scipy, sklearn, xgboost; print("ready:", "pandas", pandas.__version__, "scikit-learn", sklearn.__version__, "lightgbm", lightgbm.__version__, "xgboost", xgboost.__version__)'
  exit
fi

shift
peers=${ROWSMITH_PEERS:-"$here/../../results/peers"}
mkdir -p "$peers"
declare -A packages=(
  [sdv]='torch==2.13.0 sdv==1.38.1'
  [datasynthesizer]='DataSynthesizer==0.1.13 pandas==2.2.3 numpy==1.26.4 scikit-learn==1.5.2'
  [dpmm]='dpmm==0.1.9'
  [private-pgm]='jax==0.10.2 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 optax==0.2.8 chex==0.1.92 attrs==26.1.0 networkx==3.6.1'
  [dpsynth]='jax[cpu]==0.11.0 mbi==2.0.0 dp-accounting==0.6.0 absl-py==2.5.1 attrs==23.2.0 numpy==2.5.5 pandas==3.1.1 pydantic==2.14.4 pyyaml==6.0.4 more-itertools==11.2.1 networkx==3.7 scipy==1.18.1 tqdm==4.70.1'
  [smartnoise]='torch==2.13.0 smartnoise-synth==1.0.8'
  [arfpy]='arfpy==0.1.1 pandas==2.2.3 numpy==1.26.4 scikit-learn==1.5.2'
  [lace]='pylace==0.10.1 pandas==2.3.3'
  [anonymeter]='anonymeter==1.1.0'
  [synthcity]='torch==2.13.0 torchvision==0.28.0 synthcity==0.2.4'
)
# What a package works with, though newer versions satisfy what it asks for: put in after it.
declare -A older=(
  [synthcity]='numpy==1.26.4 scipy==1.11.4 scikit-learn==1.3.2 pandas==2.1.4 pydantic==1.10.27 pgmpy==0.1.24'
)
# What is run from its source, and the Python that it asks for where that isn't any.
declare -A sources=(
  [private-pgm]='https://github.com/ryan112358/private-pgm 4d2b3c566b148da3ef800ce76e6189c548f2da22'
  [dpsynth]='https://github.com/google/dpsynth cf8075f319b96c2e009e4ea6bb55378faccbbc80'
)
declare -A pythons=([dpsynth]=python3.12)
failed=()

python_peer() {
  "${pythons[$1]:-python3}" -m venv "$peers/$1" && "$peers/$1/bin/pip" install --quiet ${packages[$1]} || return
  [ -z "${older[$1]:-}" ] || "$peers/$1/bin/pip" install --quiet --no-deps ${older[$1]}
  [ -z "${sources[$1]:-}" ] || source_peer "$peers/$1/source" ${sources[$1]}
}

# A folder, an address and a commit.
source_peer() {
  [ -d "$1" ] || git clone --quiet "$2" "$1" && git -C "$1" checkout --quiet "$3"
}

# R itself comes from the system (Debian: r-base-core and the r-cran packages below). The package is read from its source where two of the
# packages that it imports, which only other methods use, are not to be had.
synthpop_peer() {
  command -v Rscript >/dev/null || { echo 'Rscript is not there: apt-get install r-base-core r-cran-{rpart,party,polspline,proto,randomforest,ranger,classint,rmutil,plyr,forcats,stringr}' >&2; return 1; }
  Rscript -e 'quit(status = !requireNamespace("synthpop", quietly = TRUE))' && return
  [ -f "$peers/synthpop/DESCRIPTION" ] && return
  source_peer "$peers/synthpop" https://github.com/bnowok/synthpop 9cc3081
}

names=("$@")
[ ${#names[@]} -gt 0 ] || names=("${!packages[@]}" synthpop)
for name in "${names[@]}"; do
  if [ "$name" = synthpop ]; then install=synthpop_peer; else install="python_peer $name"; fi
  if $install 2>"$peers/$name.log"; then
    echo "ready: $name"
  else
    failed+=("$name: $(grep -v '^WARNING' "$peers/$name.log" | tail -n 1)")
  fi
done
for line in "${failed[@]}"; do echo "not installed: $line"; done
