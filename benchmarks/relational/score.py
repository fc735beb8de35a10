"""Scores of folders of CSV files beside a folder of unseen real ones, across tables; no code of Rowsmith in it.

    rowsmith schema <train folder> -o schema.json
    python score.py --schema schema.json --holdout <folder> <folder> [<folder> ...] [--lookup district] [--levels movie.year] [--details scores.json]

Formulas: numbers of children and columns of numbers by 1 - Kolmogorov-Smirnov, levels by 1 - total variation; pairs of columns, within a table (0-hop)
or k references apart (k-hop), by 1 - |difference of Pearson's r| / 2, or by 1 - total variation of the table of counts in deciles of the real rows;
siblings by 1 - |difference of the intraclass correlation of ranks, or of the agreement of levels above chance|; counts by 1 - |difference of Spearman's
rho| / 2 of two numbers of children; areas under the curve of LightGBM (60 rounds, 3 folds, at most 4,000 rows a side), where 0.5 is best.
"""
import argparse
import itertools
import json
import os
import warnings

import lightgbm
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, StratifiedKFold

warnings.filterwarnings('ignore')
most_rows, fewest_siblings, fewest_parents = 4000, 50, 100


class Database:
    """Tables by name as the schema reads them, with the columns that hold values."""

    def __init__(self, schema, folder, levels=()):
        self.relations = [(r['child'], r['columns'][0], r['parent'], r['key'][0]) for r in schema['relations']]
        self.tables, self.values = {}, {}
        for name, table in schema['tables'].items():
            rows = pd.read_csv(os.path.join(folder, f'{name}.csv'), keep_default_na=False, na_values=[''], dtype=str)
            keys = set(table['key']) | {c for ch, c, _, _ in self.relations if ch == name} | {k for _, _, p, k in self.relations if p == name}
            kinds = {c['name']: c['kind'] for c in table['columns']}
            kinds |= {c: 'categorical' for c in kinds if f'{name}.{c}' in levels}
            self.values[name] = [c for c, kind in kinds.items() if c not in keys and kind not in ('id', 'text')]
            for column in self.values[name]:
                is_number = kinds[column] in ('numeric', 'integer')
                rows[column] = pd.to_numeric(rows[column], errors='coerce').astype(float) if is_number else rows[column].fillna('missing')
            self.tables[name] = rows

    def counts(self, child, column, parent, key):
        return self.tables[child][column].value_counts().reindex(self.tables[parent][key]).fillna(0).to_numpy(float)


def is_number(column):
    return pd.api.types.is_numeric_dtype(column)


def likeness(a, b):
    """1 - the greatest distance of two distribution functions."""
    a, b = np.sort(a[~np.isnan(a)]), np.sort(b[~np.isnan(b)])
    if not len(a) or not len(b):
        return 0.0
    at = np.concatenate([a, b])
    return 1 - np.abs(np.searchsorted(a, at, 'right') / len(a) - np.searchsorted(b, at, 'right') / len(b)).max()


def overlap(a, b):
    shares = [column.value_counts(normalize=True) for column in (a, b)]
    return 1 - shares[0].sub(shares[1], fill_value=0).abs().sum() / 2


def shape(real, made):
    return likeness(real.to_numpy(float), made.to_numpy(float)) if is_number(real) else overlap(real, made)


def cells(real, made):
    if not is_number(real):
        return real.astype(str), made.astype(str)
    edges = np.unique(np.nanquantile(real, np.linspace(0, 1, 11)[1:-1])) if real.notna().any() else []
    return tuple(pd.Series(np.where(c.isna(), -1, np.searchsorted(edges, c, 'right'))).astype(str) for c in (real, made))


def correlation(rows, a, b):
    pair = rows[[a, b]].dropna()
    return np.nan if len(pair) < 3 or pair[a].nunique() < 2 or pair[b].nunique() < 2 else pair[a].corr(pair[b])


def pair(real, made, a, b):
    if is_number(real[a]) and is_number(real[b]):
        r, s = correlation(real, a, b), correlation(made, a, b)
        return np.nan if np.isnan(r) else 1 - abs(r - np.nan_to_num(s)) / 2
    (ra, sa), (rb, sb) = cells(real[a], made[a]), cells(real[b], made[b])
    joined = [pd.Series(x.to_numpy() + '|' + y.to_numpy()) for x, y in ((ra, rb), (sa, sb))]
    return overlap(*joined)


def join(db, path):
    """Rows at the bottom of a path with the columns at its top, as `top.column` and `bottom.column`, and the key of the top."""
    top, key = path[0][2], path[0][3]
    above = db.tables[top][[key, *db.values[top]]].rename(columns={c: f'top.{c}' for c in db.values[top]}).rename(columns={key: '_'})
    for step, (child, column, _, _) in enumerate(path):
        is_last = step == len(path) - 1
        own = db.tables[child]
        keep = pd.DataFrame({'_on': own[column], '_next': own[path[step + 1][3]] if not is_last else own[column]})
        if is_last:
            keep = pd.concat([keep, own[db.values[child]].rename(columns={c: f'bottom.{c}' for c in db.values[child]})], axis=1)
        above = keep.merge(above, left_on='_on', right_on='_', suffixes=('', '_old')).drop(columns=['_on', '_'])
        above = above.rename(columns={'_next': '_'})
    return above


def paths(relations):
    longer = [[r] for r in relations if r[0] != r[2]]
    while longer and len(longer[0]) <= 3:
        yield longer
        longer = [[*p, r] for p in longer for r in relations if r[2] == p[-1][0] and r[0] not in {x[2] for x in p} | {p[-1][0]}]


def togetherness(values, groups):
    """Intraclass correlation of ranks, or how much oftener than by chance two rows of a group have one level; NaN for too few rows."""
    rows = pd.DataFrame({'v': values.to_numpy(), 'g': groups.to_numpy()}).dropna()
    rows = rows[rows.groupby('g').v.transform('size') > 1]
    if len(rows) < fewest_siblings:
        return np.nan
    size = rows.groupby('g').size()
    n, m = len(rows), len(size)
    if is_number(rows.v):
        rank = rows.v.rank()
        if rank.var() == 0:
            return np.nan
        means = rank.groupby(rows.g).mean()
        between = (size * (means - rank.mean()) ** 2).sum() / (m - 1)
        within = ((rank - rows.g.map(means)) ** 2).sum() / max(n - m, 1)
        typical = (n - (size**2).sum() / n) / (m - 1)
        total = between + (typical - 1) * within
        return (between - within) / total if total > 0 else 0.0
    tally = rows.groupby(['g', 'v']).size()
    agree = (tally * (tally - 1)).groupby(level=0).sum() / (size * (size - 1))
    chance = (rows.v.value_counts(normalize=True) ** 2).sum()
    return (np.average(agree, weights=size) - chance) / (1 - chance) if chance < 1 else np.nan


def told_apart(real, made, groups=None, seed=0):
    """Area under the curve of boosted trees that tell real rows from made ones; rows of one group stay in one fold."""
    rng = np.random.default_rng(seed)
    most = min(len(real), len(made), most_rows)

    def some(rows, group):
        if len(rows) <= most:
            return rows, group
        if group is None:
            return rows.iloc[rng.choice(len(rows), most, replace=False)], None
        order = rng.permutation(pd.unique(group))
        upto = pd.Series(group).value_counts().reindex(order).cumsum()
        chosen = np.isin(group, order[: max(1, (upto <= most).sum())])
        return rows[chosen], group[chosen]

    (real, a), (made, b) = (some(rows, group) for rows, group in zip((real, made), groups or (None, None)))
    x = pd.concat([real, made], ignore_index=True)
    y = np.concatenate([np.zeros(len(real)), np.ones(len(made))])
    for column in x.columns:
        x[column] = x[column].astype(float) if is_number(x[column]) else x[column].astype(str).astype('category')
    x.columns = [f'c{i}' for i in range(x.shape[1])]
    if groups is None:
        folds = StratifiedKFold(3, shuffle=True, random_state=seed).split(x, y)
    else:
        ids = np.concatenate([pd.factorize(a)[0], pd.factorize(b)[0] + len(real)])
        folds = GroupKFold(3, shuffle=True, random_state=seed).split(x, y, ids)
    chance = np.zeros(len(y))
    for train, test in folds:
        trees = lightgbm.LGBMClassifier(n_estimators=60, num_leaves=31, learning_rate=0.1, min_child_samples=20, random_state=seed, n_jobs=1, verbose=-1, deterministic=True)
        chance[test] = trees.fit(x.iloc[train], y[train]).predict_proba(x.iloc[test])[:, 1]
    return max(0.5, roc_auc_score(y, chance))


def aggregated(db, parent, key):
    rows = db.tables[parent].set_index(key)
    made = rows[db.values[parent]].copy()
    for child, column, other, _ in db.relations:
        if other != parent:
            continue
        groups = db.tables[child].groupby(column)
        made[f'{child}.{column} rows'] = groups.size().reindex(rows.index).fillna(0)
        for value in db.values[child]:
            by = groups[value].mean() if is_number(db.tables[child][value]) else groups[value].nunique()
            made[f'{child}.{column}.{value}'] = by.reindex(rows.index) if is_number(db.tables[child][value]) else by.reindex(rows.index).fillna(0)
    return made.reset_index(drop=True)


def scores(real, made, lookups):
    """By metric, the score of each of its parts."""
    live = [name for name in real.tables if name not in lookups]
    relations = [r for r in real.relations if r[2] not in lookups]
    found = {
        'integrity': {f'{ch}.{c}': made.tables[ch][c].dropna().isin(made.tables[p][k]).mean() for ch, c, p, k in real.relations},
        'cardinality': {f'{r[2]} > {r[0]}.{r[1]}': likeness(real.counts(*r), made.counts(*r)) for r in relations},
        'shapes': {f'{t}.{c}': shape(real.tables[t][c], made.tables[t][c]) for t in live for c in real.values[t]},
        '0-hop': {f'{t}: {a}, {b}': pair(real.tables[t], made.tables[t], a, b) for t in live for a, b in itertools.combinations(real.values[t], 2)},
    }
    for hops, ways in enumerate(paths(real.relations), 1):
        found[f'{hops}-hop'] = {}
        for way in ways:
            r, s = join(real, way), join(made, way)
            for a in real.values[way[0][2]]:
                for b in real.values[way[-1][0]]:
                    found[f'{hops}-hop'][f'{way[0][2]}.{a} > {way[-1][0]}.{b} by {way[-1][1]}'] = pair(r, s, f'top.{a}', f'bottom.{b}')
    found['siblings'] = {}
    for ch, c, p, _ in relations:
        for value in real.values[ch]:
            r, s = (togetherness(db.tables[ch][value], db.tables[ch][c]) for db in (real, made))
            found['siblings'][f'{ch}.{value} by {c}'] = 1 - abs(r - s)
    found['counts'] = {}
    for a, b in itertools.combinations(relations, 2):
        if a[2] == b[2]:
            r, s = (np.nan_to_num(pd.Series(db.counts(*a)).corr(pd.Series(db.counts(*b)), method='spearman')) for db in (real, made))
            found['counts'][f'{a[0]}.{a[1]}, {b[0]}.{b[1]}'] = 1 - abs(r - s) / 2
    parents = dict.fromkeys((p, k) for _, _, p, k in relations)
    found['AUC parents'] = {p: told_apart(aggregated(real, p, k), aggregated(made, p, k)) for p, k in parents}
    found['AUC children'] = {}
    for relation in real.relations:
        r, s = join(real, [relation]), join(made, [relation])
        if r.shape[1] < 3:
            continue
        alone = relation[2] in lookups or len(real.tables[relation[2]]) < fewest_parents
        groups = None if alone else (r['_'].to_numpy(), s['_'].to_numpy())
        found['AUC children'][f'{relation[2]} > {relation[0]}.{relation[1]}'] = told_apart(r.drop(columns='_'), s.drop(columns='_'), groups)
    found['AUC rows'] = {t: told_apart(real.tables[t][real.values[t]], made.tables[t][real.values[t]]) for t in live if real.values[t]}
    return {metric: {of: float(v) for of, v in parts.items() if not np.isnan(v)} for metric, parts in found.items()}


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('folders', nargs='+')
    parser.add_argument('--schema', required=True)
    parser.add_argument('--holdout', required=True)
    parser.add_argument('--lookup', default='')
    parser.add_argument('--levels', default='', help='columns that hold levels, whatever the schema says')
    parser.add_argument('--details')
    args = parser.parse_args()
    schema = json.load(open(args.schema))
    levels = set(args.levels.split(','))
    real = Database(schema, args.holdout, levels)
    details = {}
    for folder in args.folders:
        details[folder] = scores(real, Database(schema, folder, levels), [name for name in args.lookup.split(',') if name])
        means = {metric: float(np.mean(list(parts.values()))) for metric, parts in details[folder].items() if parts}
        means['integrity'] = min(details[folder]['integrity'].values(), default=1.0)
        print(json.dumps({'folder': folder, **{metric: round(value, 4) for metric, value in means.items()}}), flush=True)
    if args.details:
        json.dump(details, open(args.details, 'w'), indent=1)
