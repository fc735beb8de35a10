#!/usr/bin/env bash
# Makes the Python environment that the scripts here need, in results/python unless another folder is given. `npm run bench:quality` finds it
# there, or wherever ROWSMITH_PYTHON names its python.
set -euo pipefail
folder=${1:-"$(dirname "$0")/../../results/python"}
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet pandas==3.1.1 scikit-learn==1.9.1 lightgbm==4.7.0 scipy==1.17.1 xgboost==3.2.0
"$folder/bin/python" -c 'import lightgbm, pandas, scipy, sklearn, xgboost; print("ready:", "pandas", pandas.__version__, "scikit-learn", sklearn.__version__, "lightgbm", lightgbm.__version__, "xgboost", xgboost.__version__)'
