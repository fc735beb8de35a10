"""SDV's HMASynthesizer on a folder of CSV files: learns train/ by metadata.json and writes as many rows to out/, and out.json with what `rowsmith benchmark` wants to know of the run.

    rowsmith schema train/ --to sdv -o metadata.json
    python sdv_hma.py --train train/ --metadata metadata.json --out out/ --seed 1

SDV refuses more than five tables and depths beyond two; --lift takes that limit away.
"""
import argparse
import glob
import json
import os
import time
import warnings

import numpy as np
import pandas as pd
import sdv
from sdv.metadata import Metadata
from sdv.multi_table import HMASynthesizer

warnings.filterwarnings('ignore')
parser = argparse.ArgumentParser()
parser.add_argument('--train', required=True)
parser.add_argument('--metadata', required=True)
parser.add_argument('--out', required=True)
parser.add_argument('--seed', type=int, default=1)
parser.add_argument('--lift', action='store_true')
args = parser.parse_args()

with open(args.metadata) as file:
    metadata = json.load(file)
tables = {os.path.basename(path)[:-4]: pd.read_csv(path, low_memory=False) for path in sorted(glob.glob(os.path.join(args.train, '*.csv')))}
for name, table in metadata['tables'].items():
    for column, words in table['columns'].items():
        if words['sdtype'] == 'id':
            tables[name][column] = tables[name][column].astype(str)
            words['regex_format'] = 'id_[0-9]{7}'
        elif words['sdtype'] == 'unknown' or (words['sdtype'] == 'numerical' and tables[name][column].dtype == object):
            words.clear()
            words['sdtype'] = 'categorical'
if args.lift:
    HMASynthesizer._validate_schema_complexity = lambda self: None
np.random.seed(args.seed)
synthesizer = HMASynthesizer(Metadata.load_from_dict(metadata), verbose=False)
start = time.time()
synthesizer.fit(tables)
fitted = time.time()
children = {relation['child_table_name'] for relation in metadata['relationships']}
root = next(name for name in metadata['tables'] if name not in children)
made = synthesizer.sample(num_rows=len(tables[root]), main_table_name=root)
os.makedirs(args.out, exist_ok=True)
for name, rows in made.items():
    rows.to_csv(os.path.join(args.out, f'{name}.csv'), index=False)
facts = {'fit': fitted - start, 'sample': time.time() - fitted, 'version': f'sdv {sdv.__version__}'}
with open(args.out.rstrip('/') + '.json', 'w') as file:
    json.dump(facts, file)
print(json.dumps({'fit': round(fitted - start, 1), 'sample': round(time.time() - fitted, 1), 'rows': {name: len(rows) for name, rows in made.items()}}))
