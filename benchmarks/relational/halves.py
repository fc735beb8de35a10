"""Halves of real databases by families: <out>/<name>/train and holdout, a CSV file for each table.

    python halves.py --data <folder with berka, baseball, movielens as .csv or .csv.gz> --out <folder> berka-small baseball-small ...

Rows of the split table go to one half by chance, rows below follow their owner, tables that both halves refer to are in both as far as they are
used, lookups whole. Dates are days since 1970, so that programs that know no dates can take part.
"""
import argparse
import os

import numpy as np
import pandas as pd


def read(folder, name, **options):
    path = os.path.join(folder, f'{name}.csv')
    return pd.read_csv(path if os.path.exists(path) else path + '.gz', low_memory=False, **options)


def day(dates):
    return (pd.to_datetime(dates) - pd.Timestamp('1970-01-01')).dt.days.astype(float)


def keep(tables, child, column, parent, key):
    tables[child] = tables[child][tables[child][column].isin(tables[parent][key])].reset_index(drop=True)


def berka(data, accounts=None):
    names = ['district', 'account', 'client', 'disp', 'card', 'loan', 'order']
    tables = {name: read(os.path.join(data, 'berka'), name) for name in names}
    for column in ('A12', 'A15'):
        tables['district'][column] = pd.to_numeric(tables['district'][column], errors='coerce')
    for table, column in (('account', 'date'), ('card', 'issued'), ('loan', 'date')):
        tables[table][column] = day(tables[table][column])
    client = tables['client']
    number = client.pop('birth_number').astype(int)
    month = number // 100 % 100
    client['gender'] = np.where(month > 50, 'F', 'M')
    month = np.where(month > 50, month - 50, month)
    client['born'] = day(pd.Series([f'19{n // 10000:02d}-{m:02d}-{n % 100:02d}' for n, m in zip(number, month)]))
    tables['order'] = tables['order'].drop(columns='account_to')
    tables['order']['k_symbol'] = tables['order'].k_symbol.fillna('none').replace({' ': 'none'})
    if accounts:
        tables['account'] = tables['account'].sample(accounts, random_state=0).reset_index(drop=True)
        for child in ('disp', 'loan', 'order'):
            keep(tables, child, 'account_id', 'account', 'account_id')
        keep(tables, 'card', 'disp_id', 'disp', 'disp_id')
        keep(tables, 'client', 'client_id', 'disp', 'client_id')
    owners = [('disp', 'account_id', 'account', 'account_id'), ('loan', 'account_id', 'account', 'account_id'),
              ('order', 'account_id', 'account', 'account_id'), ('card', 'disp_id', 'disp', 'disp_id')]
    return tables, 'account', 'account_id', owners, [('client', 'client_id', 'disp', 'client_id')], ['district']


def baseball(data, players=1600):
    folder = os.path.join(data, 'baseball')
    p, b, f = read(folder, 'players'), read(folder, 'batting'), read(folder, 'fielding', keep_default_na=False)
    p = p.sample(players, random_state=0).reset_index(drop=True).drop(columns=['nameFirst', 'nameLast'])
    p['country'] = p.country.where(p.country.isin(p.country.value_counts().index[:12]), 'other')
    p['birthDate'], p['deathDate'] = day(p.birthDate), day(p.deathDate)
    for column in ('bats', 'throws'):
        p[column] = p[column].fillna('missing')
    for column in ('G', 'GS', 'InnOuts', 'PO', 'A', 'E', 'DP'):
        f[column] = pd.to_numeric(f[column], errors='coerce')
    tables = {'players': p, 'batting': b[b.players_id.isin(p.id)].copy(), 'fielding': f[f.players_id.isin(p.id)].copy()}
    for name in ('batting', 'fielding'):
        tables[name]['league'] = tables[name].league.fillna('NA').replace({'NA': 'none'})
        tables[name].insert(0, f'{name}_id', np.arange(1, len(tables[name]) + 1))
    owners = [(child, 'players_id', 'players', 'id') for child in ('batting', 'fielding')]
    return tables, 'players', 'id', owners, [], []


def movielens(data, movies=500):
    names = ['movie', 'actor', 'director', 'movie2actor', 'movie2director']
    tables = {name: read(os.path.join(data, 'movielens'), name) for name in names}
    tables['movie'] = tables['movie'].sample(movies, random_state=0).reset_index(drop=True)
    for link, other in (('movie2actor', 'actor'), ('movie2director', 'director')):
        keep(tables, link, 'movie_id', 'movie', 'movie_id')
        keep(tables, other, f'{other}_id', link, f'{other}_id')
    owners = [(link, 'movie_id', 'movie', 'movie_id') for link in ('movie2actor', 'movie2director')]
    used = [(other, f'{other}_id', f'movie2{other}', f'{other}_id') for other in ('actor', 'director')]
    return tables, 'movie', 'movie_id', owners, used, []


databases = {
    'berka': berka,
    'berka-small': lambda data: berka(data, 400),
    'baseball': baseball,
    'baseball-small': lambda data: baseball(data, 240),
    'movielens': movielens,
}


def split(tables, root, key, owners, used):
    side = np.random.default_rng(1).permutation(len(tables[root])) % 2
    for half in (0, 1):
        own = {name: table.copy() for name, table in tables.items()}
        own[root] = own[root][side == half].reset_index(drop=True)
        for relation in [*owners, *used]:
            keep(own, *relation)
        yield own


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('names', nargs='+', choices=list(databases))
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    args = parser.parse_args()
    for name in args.names:
        tables, root, key, owners, used, _ = databases[name](args.data)
        for half, own in zip(('train', 'holdout'), split(tables, root, key, owners, used)):
            folder = os.path.join(args.out, name, half)
            os.makedirs(folder, exist_ok=True)
            for table, rows in own.items():
                rows.to_csv(os.path.join(folder, f'{table}.csv'), index=False)
        print(name, {table: len(rows) for table, rows in tables.items()})
