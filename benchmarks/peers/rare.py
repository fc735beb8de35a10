#!/usr/bin/env python3
"""How often rows that stand alone are copied, beside how often the same happens to rows that the synthesizer never saw.

    python rare.py --train trn.csv.gz --holdout val.csv.gz --synthetic syn.csv [--categorical a,b] [--na N]

A row is isolated if it belongs to the tenth whose nearest other training row is furthest away. It counts as copied if a synthetic row is
nearer to it than a quarter of that distance, which is a row with the same categories and numbers close by. Distances are Gower's: numbers
by their range, 1 where categories differ. Printed as JSON, in %: the shares of isolated training and holdout rows that are copied, and
the standard error of their difference. Without copying the two are equal up to chance.
"""
import argparse, json
import numpy as np, pandas as pd
from score import align, kinds

CHUNK = 16


def mixed(tables, numeric, categorical):
    """Numbers as float32 in ranges of the first table, categories as small codes; a missing number is far from any other."""
    low, high = tables[0][numeric].min(), tables[0][numeric].max()
    numbers = [((t[numeric] - low) / (high - low).replace(0, 1)).fillna(-1).to_numpy(np.float32) for t in tables]
    every = pd.concat(tables)
    levels = {c: pd.factorize(every[c])[0].astype(np.int16) for c in categorical}
    codes = np.stack(list(levels.values()), 1) if categorical else np.zeros((len(every), 0), np.int16)
    ends = np.cumsum([len(t) for t in tables])[:-1]
    return list(zip(numbers, np.split(codes, ends)))


def nearest(base, rows, itself=False):
    """Distance of each row to the nearest of `base`; to the nearest other one where the rows are the base itself."""
    numbers, codes = (np.ascontiguousarray(part.T) for part in base)
    found = []
    for start in range(0, len(rows[0]), CHUNK):
        part = slice(start, start + CHUNK)
        distance = np.zeros((len(rows[0][part]), len(base[0])), np.float32)
        for values, own in zip(codes, rows[1][part].T):
            distance += own[:, None] != values
        for values, own in zip(numbers, rows[0][part].T):
            apart = own[:, None] - values
            distance += np.minimum(np.abs(apart, out=apart), 1, out=apart)
        if itself:
            at = np.arange(len(distance))
            distance[at, start + at] = np.inf
        found.append(distance.min(1))
    return np.concatenate(found)


def copied(rows, train, synthetic, itself):
    """Whether each of the isolated rows is copied."""
    alone = nearest(train, rows, itself)
    isolated = np.argsort(-alone, kind="stable")[: len(alone) // 10]
    return nearest(synthetic, tuple(part[isolated] for part in rows)) < alone[isolated] / 4


def main():
    p = argparse.ArgumentParser()
    for name in ("train", "holdout", "synthetic"):
        p.add_argument(f"--{name}", required=True)
    p.add_argument("--categorical", default="")
    p.add_argument("--na", default="")
    a = p.parse_args()
    missing = list(filter(None, a.na.split(",")))
    tables = [pd.read_csv(f, skipinitialspace=True, na_values=missing) for f in (a.train, a.holdout, a.synthetic)]
    numeric, categorical = kinds(tables[0], set(filter(None, a.categorical.split(","))))
    R, H, S = mixed([align(t, tables[0], numeric) for t in tables], numeric, categorical)
    seen, unseen = copied(R, R, S, True), copied(H, R, S, False)
    error = np.sqrt(seen.var() / len(seen) + unseen.var() / len(unseen))
    out = {"rare_train": seen.mean(), "rare_holdout": unseen.mean(), "rare_error": error}
    print(json.dumps({key: round(100 * float(value), 2) for key, value in out.items()}))


if __name__ == "__main__":
    main()
