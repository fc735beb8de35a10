#!/usr/bin/env python3
"""What a learner makes of steered rows, judged on real ones; `bench:rules` runs it. It needs pandas, scikit-learn and LightGBM, `balance` imbalanced-learn, too.

    python learner.py fair --rows fair.csv --test real.csv --target income --positive '>50K' --sensitive sex
    python learner.py balance --rows balanced.csv --training half.csv --test real.csv --target income --positive '>50K' --seed 1

`fair`: accuracy, and the difference of the rates at which the sensitive levels are predicted positive. `balance`: balanced accuracy and average precision of the
same learner taught by the rows alone, by the training rows with those of the rare level from the rows until both are as many, by the training rows with
SMOTE's, and by the training rows as they are. Prints JSON.
"""
import argparse, json
import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier


def read(path):
    return pd.read_csv(path, skipinitialspace=True, keep_default_na=False, na_values=["", "?", "NA"])


def features_of(tables, target):
    """The columns but for the target as numbers: levels by the codes that all tables share, missing ones NaN."""
    names = [name for name in tables[0].columns if name != target]
    levels = [name for name in names if not all(pd.api.types.is_numeric_dtype(table[name]) for table in tables)]
    kinds = {name: pd.CategoricalDtype(sorted(set().union(*(table[name].dropna().astype(str) for table in tables)))) for name in levels}
    made = []
    for table in tables:
        own = table[names].copy()
        for name in levels:
            own[name] = own[name].where(own[name].isna(), own[name].astype(str)).astype(kinds[name])
        made.append(own)
    return made, levels


def learned(x, y, seed):
    return LGBMClassifier(random_state=seed, n_jobs=1, verbose=-1, deterministic=True, force_row_wise=True).fit(x, y)


def fair(job):
    rows, test = read(job.rows), read(job.test)
    (x, judged), _ = features_of([rows, test], job.target)
    predicted = learned(x, rows[job.target].astype(str) == job.positive, job.seed).predict(judged)
    rates = pd.Series(predicted).groupby(test[job.sensitive].to_numpy()).mean()
    return {"accuracy": float(np.mean(predicted == (test[job.target].astype(str) == job.positive))), "gap": float(rates.max() - rates.min())}


def balance(job):
    from imblearn.over_sampling import SMOTE, SMOTENC
    from sklearn.metrics import average_precision_score, balanced_accuracy_score
    tables = [read(path) for path in (job.rows, job.training, job.test)]
    (x_rows, x_training, x_test), levels = features_of(tables, job.target)
    y_rows, y_training, y_test = ((table[job.target].astype(str) == job.positive).to_numpy() for table in tables)

    def scores(x, y):
        model = learned(x, y, job.seed)
        chance = model.predict_proba(x_test)[:, 1]
        return {
            "balancedAccuracy": float(balanced_accuracy_score(y_test, chance > 0.5)),
            "averagePrecision": float(average_precision_score(y_test, chance)),
        }

    # SMOTE knows no missing cells: the median and a level of their own stand for them.
    filled = x_training.copy()
    for name in filled:
        if name in levels:
            filled[name] = filled[name].cat.codes
        else:
            filled[name] = filled[name].fillna(filled[name].median()).astype(float)
    places = [i for i, name in enumerate(filled) if name in levels]
    smote = SMOTENC(categorical_features=places, random_state=job.seed) if places else SMOTE(random_state=job.seed)
    x_smote, y_smote = smote.fit_resample(filled, y_training)
    for name in levels:
        kind = x_training[name].dtype
        x_smote[name] = pd.Categorical.from_codes(x_smote[name].round().astype(int), dtype=kind)

    rare = y_training.mean() < 0.5
    lacking = abs(int((~y_training).sum()) - int(y_training.sum()))
    places = np.flatnonzero(y_rows == rare)[:lacking]
    x_filled = pd.concat([x_training, x_rows.iloc[places]], ignore_index=True)
    return {
        "rows": scores(x_rows, y_rows),
        "filled": scores(x_filled, np.concatenate([y_training, y_rows[places]])),
        "smote": scores(x_smote, y_smote),
        "training": scores(x_training, y_training),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["fair", "balance"])
    for name in ("--rows", "--test", "--target", "--positive"):
        parser.add_argument(name, required=True)
    parser.add_argument("--training")
    parser.add_argument("--sensitive")
    parser.add_argument("--seed", type=int, default=1)
    job = parser.parse_args()
    print(json.dumps({"fair": fair, "balance": balance}[job.task](job)))


if __name__ == "__main__":
    main()
