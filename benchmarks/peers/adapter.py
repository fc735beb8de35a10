"""What every Python adapter shares: the command protocol of `rowsmith benchmark` (see README.md here), tables in and tables out.

An adapter calls run() with what fits a model and what samples from it. It gets a Job, whose `table` is a pandas DataFrame with columns of
numbers (float64; int64 where all are whole) and of texts (object, missing None). Dates are numbers of seconds in it and become dates again
in the output. Ids and free texts are left out: nobody compares them.
"""
import argparse, importlib.metadata, json, pickle, random, time
import numpy as np
import pandas as pd

NUMBERS = ("numeric", "integer", "datetime")


class Job:
    def __init__(self, arguments):
        self.rows, self.seed, self.train = arguments.rows, arguments.seed, arguments.train
        with open(arguments.schema) as file:
            columns = json.load(file)["columns"]
        left_out = lambda c: c["kind"] == "id" or "key" in c.get("role", "") or (c["kind"] == "text" and c.get("policy") != "copy")
        self.columns = [c for c in columns if not left_out(c)]
        raw = pd.read_csv(arguments.train, dtype=str, keep_default_na=False)
        self.dates = {}
        self.table = pd.DataFrame({c["name"]: self.typed(raw[c["name"]], c) for c in self.columns})
        self.numeric = [c["name"] for c in self.columns if self.table[c["name"]].dtype != object]
        self.categorical = [c["name"] for c in self.columns if c["name"] not in self.numeric]
        self.target = next((c["name"] for c in self.columns if c.get("role") == "target"), None)

    def typed(self, texts, column):
        texts = texts.where(~texts.isin(["", *column.get("missing", [])]), None)
        if column["kind"] == "datetime" and column["format"] != "epoch":
            dates = pd.to_datetime(texts, format=column["format"], errors="coerce")
            if dates.isna().sum() == texts.isna().sum():
                self.dates[column["name"]] = column["format"]
                return (dates - pd.Timestamp(0)).dt.total_seconds()
        if column["kind"] not in NUMBERS:
            return texts.astype(object)
        numbers = pd.to_numeric(texts, errors="coerce")
        if numbers.isna().sum() > texts.isna().sum():
            return texts.astype(object)
        whole = numbers.notna().all() and (numbers % 1 == 0).all() and numbers.abs().max() < 2**53
        return numbers.astype("int64" if whole else "float64")

    def written(self, made):
        """The rows as the schema wants them: whole numbers without a point, dates as dates."""
        out = pd.DataFrame(made).reset_index(drop=True)
        for column in self.columns:
            name = column["name"]
            if name in self.dates:
                out[name] = pd.to_datetime(pd.to_numeric(out[name]).round(), unit="s").dt.strftime(self.dates[name])
            elif name in self.numeric and column["kind"] != "numeric":
                out[name] = pd.to_numeric(out[name]).round().astype("Int64")
            elif name in self.numeric and column.get("decimals") is not None:
                out[name] = pd.to_numeric(out[name]).round(column["decimals"])
        return out[[c["name"] for c in self.columns]]


def without_gaps(job):
    """The table for a model that can't have missing values: a number that is missing is a random one, and a column beside it says so."""
    full, rng = job.table.copy(), np.random.default_rng(job.seed)
    for name in job.table.columns:
        gaps = full[name].isna()
        if not gaps.any():
            continue
        if name in job.categorical:
            full.loc[gaps, name] = "(missing)"
            continue
        known = full.loc[~gaps, name].to_numpy()
        full.loc[gaps, name] = rng.choice(known, gaps.sum()) if len(known) else 0
        full[name + " (missing)"] = np.where(gaps, "yes", "no").astype(object)
    return full


def with_gaps(job, made):
    """What without_gaps() filled is missing again."""
    made = pd.DataFrame(made).reset_index(drop=True)
    for name in job.table.columns:
        if name in job.categorical:
            texts = made[name].astype(object)
            made[name] = texts.where(texts != "(missing)", None)
        elif name + " (missing)" in made:
            made[name] = pd.to_numeric(made[name]).astype(float).where(made[name + " (missing)"].astype(str) != "yes")
    return made


def run(package, fit, sample):
    """Fits with fit(job), samples with sample(model, job), and writes the rows and what is known of the run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("train")
    parser.add_argument("rows", type=int)
    parser.add_argument("output")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schema", required=True)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    np.random.seed(arguments.seed)
    try:
        import torch
        torch.manual_seed(arguments.seed)
    except ImportError:
        pass
    job = Job(arguments)
    started = time.perf_counter()
    model = fit(job)
    fitted = time.perf_counter()
    made = sample(model, job)
    sampled = time.perf_counter()
    job.written(made).to_csv(arguments.output, index=False)
    facts = {"fit": fitted - started, "sample": sampled - fitted, "version": f"{package} {importlib.metadata.version(package)}"}
    try:
        facts["modelBytes"] = len(pickle.dumps(model))
    except Exception:
        pass
    with open(arguments.output + ".json", "w") as file:
        json.dump(facts, file)
