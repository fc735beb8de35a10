"""What Anonymeter sees of the leaks that our attacks are measured by.

    python anonymeter_leaks.py <folder> [secret column]

The folder holds one folder per leak with training.csv, holdout.csv and synthetic.csv, as `tsx benchmarks/privacy/write-leaks.ts <folder>` writes
them. Each of Anonymeter's evaluators runs as its README does: 500 attacks (fewer where a file has fewer rows), the holdout as control, confidence 95 %. An
attack counts as seeing the leak where the interval of its privacy risk lies above 0. Nothing corrects for how many are tried.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator

ATTACKS = 500


def evaluators(ori, syn, control, secret):
    names = list(ori.columns)
    half = len(names) // 2
    attacks = min(ATTACKS, len(control))
    known = [name for name in names if name != secret]
    yield "singling out, one column", SinglingOutEvaluator(ori=ori, syn=syn, control=control, n_attacks=attacks), {"mode": "univariate"}
    yield "singling out, several", SinglingOutEvaluator(ori=ori, syn=syn, control=control, n_attacks=attacks), {"mode": "multivariate"}
    aux = (names[:half], names[half:])
    yield "linkability", LinkabilityEvaluator(ori=ori, syn=syn, control=control, n_attacks=attacks, aux_cols=aux, n_neighbors=5), {}
    yield "inference", InferenceEvaluator(ori=ori, syn=syn, control=control, n_attacks=attacks, aux_cols=known, secret=secret), {}


def main():
    folder = Path(sys.argv[1])
    print("anonymeter", version("anonymeter"), "pandas", pd.__version__)
    for leak in sorted(path for path in folder.iterdir() if path.is_dir()):
        ori, control, syn = (pd.read_csv(leak / f"{name}.csv", skipinitialspace=True) for name in ("training", "holdout", "synthetic"))
        secret = sys.argv[2] if len(sys.argv) > 2 else ori.columns[-1]
        cells = []
        for name, evaluator, options in evaluators(ori, syn, control, secret):
            try:
                evaluator.evaluate(**options)
                risk = evaluator.risk(confidence_level=0.95)
                low, high = risk.ci
                cells.append(f"{name}: {'seen' if low > 0 else 'not seen'} ({risk.value:.3f} [{low:.3f}, {high:.3f}])")
            except Exception as error:  # what fails is a result, too
                cells.append(f"{name}: {type(error).__name__}: {str(error)[:60]}")
        print(f"{leak.name}: " + "; ".join(cells), flush=True)


main()
