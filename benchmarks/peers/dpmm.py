#!/usr/bin/env python3
"""Fits dpmm 0.1.9 (PyPI, Apache-2.0) to a table of codes from 0 on whose domain is known, and prints how far its rows are off.

    python3 -m venv venv && venv/bin/pip install dpmm==0.1.9
    venv/bin/python dpmm.py --data adult-binned.csv --domain adult-binned-domain.json --model mst --epsilon 1 [--delta 1e-9] [--seed 1]

Prints JSON: distance, the mean over all pairs of columns of the total variation distance, value by value; seconds of fit and sampling.
The number of rows is the real one, which dpmm takes as known.
"""
import sys
sys.path.pop(0)  # this folder, in which `dpmm` is this script
import argparse, itertools, json, logging, time
import numpy as np, pandas as pd
from dpmm.models.aim import AIMGM
from dpmm.models.mst import MSTGM
from dpmm.models.priv_bayes import PrivBayesGM


def distance(real, made, domain):
    total = []
    for a, b in itertools.combinations(domain, 2):
        cells = [np.bincount(t[a].to_numpy() * domain[b] + t[b].to_numpy(), minlength=domain[a] * domain[b]) / len(t) for t in (real, made)]
        total.append(np.abs(cells[0] - cells[1]).sum() / 2)
    return float(np.mean(total))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", required=True)
    p.add_argument("--domain", required=True)
    p.add_argument("--model", choices=["mst", "aim", "privbayes"], required=True)
    p.add_argument("--epsilon", type=float, required=True)
    p.add_argument("--delta", type=float, default=1e-9)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    logging.disable(logging.CRITICAL)
    domain = json.load(open(a.domain))
    real = pd.read_csv(a.data).astype(int)[list(domain)]
    started = time.time()
    model = {"mst": MSTGM, "aim": AIMGM, "privbayes": PrivBayesGM}[a.model](epsilon=a.epsilon, delta=a.delta, n_jobs=1)
    model.set_random_state(np.random.RandomState(a.seed))
    model.set_domain(domain)
    model.fit(real)
    made = model.generate(len(real)).astype(int)
    print(json.dumps({"distance": round(distance(real, made, domain), 4), "seconds": round(time.time() - started, 1)}))


if __name__ == "__main__":
    main()
