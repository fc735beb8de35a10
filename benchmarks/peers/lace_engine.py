"""Lace (cross-categorization in Rust) with the codebook it infers: 8 states, 500 sweeps."""
import pandas as pd
import polars as pl
from adapter import run
from lace import Engine


def fit(job):
    table = job.table.copy()
    for name in job.numeric:
        table[name] = table[name].astype(float)
    table.insert(0, "ID", [f"row{i}" for i in range(len(table))])
    engine = Engine.from_df(pl.from_pandas(table), n_states=8, rng_seed=job.seed)
    engine.update(500, quiet=True)
    return engine


def sample(engine, job):
    return pd.DataFrame(engine.simulate(list(job.table.columns), n=job.rows).to_dict(as_series=False))


run("pylace", fit, sample)
