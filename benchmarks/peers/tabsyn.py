#!/usr/bin/env python3
"""The protocol of TabSyn (ICLR 2024) and TabDiff (ICLR 2025): their split of a public table, and their scores of a synthetic one.

    python tabsyn.py split --name adult --data FOLDER --out DIR      writes DIR/train.csv and DIR/test.csv, prints target and categories
    python tabsyn.py score --name adult --split DIR --synthetic syn.csv [--quick]

FOLDER holds the tables as UCI has them: adult-train.csv and adult-test.csv, credit-default.csv, magic.data, beijing-pm25.csv.
The synthetic table has as many rows as train.csv, and its header. What is printed, as one line of JSON:
  shape   100 * (1 - SDMetrics' column shapes): KS for numbers, TVD for categories, mean over columns, against the training rows
  trend   100 * (1 - SDMetrics' column pair trends): |r_real - r_synthetic| / 2 for two numbers, else TVD of the joint table, numbers
          cut into 10 bins of equal width between each table's own least and greatest value
  mle     XGBoost trained on 8/9 of the synthetic rows, its settings chosen on the other 1/9, judged on the real test rows:
          AUC, or for beijing the RMSE of log(clip(y, 1, 20000))
The authors' code searches a grid of 36 settings; --quick searches 4 of them, 5 levels deep. What differs from theirs: XGBoost runs on the
CPU, and a fixed seed decides which rows choose the settings.

https://github.com/amazon-science/tabsyn (process_dataset.py, eval/eval_density.py, eval/mle/mle.py), https://docs.sdv.dev/sdmetrics
"""
import argparse, itertools, json, os
import numpy as np, pandas as pd
from scipy.stats import ks_2samp
from sklearn.metrics import mean_squared_error, roc_auc_score
from sklearn.model_selection import ParameterGrid
from sklearn.preprocessing import OneHotEncoder
from xgboost import XGBClassifier, XGBRegressor

ADULT = ["age", "workclass", "fnlwgt", "education", "education.num", "marital.status", "occupation", "relationship", "race", "sex",
         "capital.gain", "capital.loss", "hours.per.week", "native.country", "income"]
# Numbers by position; what is neither a number nor the target is a category.
TABLES = {
    "adult": {"numbers": [0, 2, 4, 10, 11, 12], "target": 14},
    "default": {"numbers": [0, 4, *range(11, 23)], "target": 23},
    "magic": {"numbers": list(range(10)), "target": 10},
    "beijing": {"numbers": [5, 6, 7, 9, 10, 11], "target": 4},
}


def read(name, folder):
    """The whole table, and its test part where the authors took it from a file of its own."""
    path = lambda file: os.path.join(folder, file)
    if name == "adult":
        kept = {"names": ADULT, "skipinitialspace": True, "keep_default_na": False}
        test = pd.read_csv(path("adult-test.csv"), **kept)
        test["income"] = test["income"].str.rstrip(".")
        return pd.read_csv(path("adult-train.csv"), **kept), test
    if name == "default":
        return pd.read_csv(path("credit-default.csv")), None
    if name == "magic":
        return pd.read_csv(path("magic.data"), names=[f"c{i}" for i in range(10)] + ["class"]), None
    return pd.read_csv(path("beijing-pm25.csv")).drop(columns="No").dropna().reset_index(drop=True), None


def split(name, folder):
    """Training and test rows: the authors' shuffle, with the first seed from 1234 on whose training part has every category."""
    table, test = read(name, folder)
    if test is not None:
        return table, test
    numbers, target = TABLES[name]["numbers"], TABLES[name]["target"]
    categories = [c for i, c in enumerate(table.columns) if i not in numbers and i != target]
    order, size, seed = np.arange(len(table)), int(len(table) * 0.9), 1234
    while True:
        np.random.seed(seed)
        np.random.shuffle(order)
        train = table.loc[order[:size]]
        if all(train[c].nunique() == table[c].nunique() for c in categories):
            return train, table.loc[order[size:]]
        seed += 1


def kinds(name, columns):
    """Names of the columns that are numbers, and of the target; a target of numbers counts among the numbers."""
    target = columns[TABLES[name]["target"]]
    numbers = [columns[i] for i in TABLES[name]["numbers"]]
    return (numbers + [target] if name == "beijing" else numbers), target


def tvd(real, synthetic):
    p, q = real.value_counts(normalize=True), synthetic.value_counts(normalize=True)
    return p.subtract(q, fill_value=0).abs().sum() / 2


def binned(values):
    return pd.Series(np.digitize(values, np.histogram_bin_edges(values)).astype(str))


def shape_error(R, S, numbers):
    return np.mean([ks_2samp(R[c], S[c]).statistic if c in numbers else tvd(R[c], S[c]) for c in R.columns])


def trend_error(R, S, numbers):
    cut = lambda T: {c: binned(T[c].to_numpy()) if c in numbers else T[c].reset_index(drop=True) for c in T.columns}
    r, s = cut(R), cut(S)
    errors = []
    for a, b in itertools.combinations(R.columns, 2):
        if a in numbers and b in numbers:
            errors.append(abs(R[a].corr(R[b]) - S[a].corr(S[b])) / 2)
        else:
            errors.append(tvd(r[a] + "\0" + r[b], s[a] + "\0" + s[b]))
    return np.nanmean(errors)


class Features:
    """One-hot categories, and numbers scaled as the authors scale them: by the bounds of the first number column, whatever the column."""

    def __init__(self, columns, numbers, target):
        self.columns, self.numbers, self.target = [c for c in columns if c != target], numbers, target
        self.low, self.high, self.hot = None, None, {}

    def of(self, T):
        parts = []
        for c in self.columns:
            if c in self.numbers:
                v = T[c].to_numpy(np.float32)
                self.low, self.high = self.low or v.min(), self.high or v.max()
                logs = self.low >= 0 and self.high >= 1e3
                parts.append((np.log(np.maximum(v, 1e-2)) if logs else (v - self.low) / (self.high - self.low) * 5)[:, None])
            else:
                v = T[[c]].to_numpy()
                if c not in self.hot:
                    self.hot[c] = OneHotEncoder(sparse_output=False, handle_unknown="ignore").fit(v)
                parts.append(self.hot[c].transform(v))
        return np.hstack(parts).astype(np.float32)


def utility(S, T, numbers, target, quick):
    features = Features(S.columns, numbers, target)
    X, X_test = features.of(S), features.of(T)
    regression = target in numbers
    if regression:
        y, y_test = (np.log(np.clip(t[target].to_numpy(float), 1, 20000)) for t in (S, T))
    else:
        positive = sorted(set(T[target]))[1]
        y, y_test = ((t[target] == positive).to_numpy(int) for t in (S, T))
    order = np.random.RandomState(0).permutation(len(S))
    held, fitted = order[: len(S) // 9], order[len(S) // 9 :]
    grid = {"n_estimators": [10, 50, 100], "min_child_weight": [1, 10], "max_depth": [5, 10, 20], "gamma": [0.0, 1.0]}
    if quick:
        grid = {"n_estimators": [50, 100], "min_child_weight": [1, 10], "max_depth": [5], "gamma": [0.0]}

    def judge(model, X, y):
        return -np.sqrt(mean_squared_error(y, model.predict(X))) if regression else roc_auc_score(y, model.predict_proba(X)[:, 1])

    best, best_score = None, -np.inf
    for settings in ParameterGrid(grid):
        model = (XGBRegressor if regression else XGBClassifier)(tree_method="hist", n_jobs=2, **settings).fit(X[fitted], y[fitted])
        score = judge(model, X[held], y[held])
        if score > best_score:
            best, best_score = model, score
    return abs(judge(best, X_test, y_test))


def score(name, folder, synthetic, quick):
    tables = [pd.read_csv(f, dtype=str, keep_default_na=False) for f in (f"{folder}/train.csv", f"{folder}/test.csv", synthetic)]
    numbers, target = kinds(name, list(tables[0].columns))
    R, T, S = (t.assign(**{c: pd.to_numeric(t[c]) for c in numbers}) for t in tables)
    out = {"rows": len(S), "shape": 100 * shape_error(R, S, numbers), "trend": 100 * trend_error(R, S, numbers)}
    out["mle"] = utility(S, T, numbers, target, quick)
    return {key: round(float(value), 4) for key, value in out.items()}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("job", choices=["split", "score"])
    p.add_argument("--name", required=True, choices=list(TABLES))
    for option in ("data", "out", "split", "synthetic"):
        p.add_argument(f"--{option}")
    p.add_argument("--quick", action="store_true", help="search 4 settings of XGBoost instead of 36")
    a = p.parse_args()
    if a.job == "score":
        print(json.dumps(score(a.name, a.split, a.synthetic, a.quick)))
        return
    train, test = split(a.name, a.data)
    os.makedirs(a.out, exist_ok=True)
    train.to_csv(f"{a.out}/train.csv", index=False)
    test.to_csv(f"{a.out}/test.csv", index=False)
    numbers, target = kinds(a.name, list(train.columns))
    print(json.dumps({"target": target, "categorical": [c for c in train.columns if c not in numbers], "rows": [len(train), len(test)]}))


if __name__ == "__main__":
    main()
