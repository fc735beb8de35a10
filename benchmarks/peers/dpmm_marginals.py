"""Differentially private marginals and a graphical model (MST; McKenna et al., 2021) by dpmm, at epsilon 1 unless EPSILON says otherwise."""
import os, sys
from adapter import run, with_gaps, without_gaps
from dpmm.pipelines import AIMPipeline, MSTPipeline

pipelines = {"mst": MSTPipeline, "aim": AIMPipeline}


def fit(job):
    table = without_gaps(job)
    for name in table.columns:
        if table[name].dtype == object:
            table[name] = table[name].astype("category")
    model = pipelines[os.environ.get("METHOD", "mst")](epsilon=float(os.environ.get("EPSILON", "1")), delta=1e-9, n_jobs=1)
    # Bounds and levels count as public knowledge, as they do for our private models.
    domain = {
        name: {"categories": list(column.cat.categories)} if column.dtype == "category" else {"lower": float(column.min()), "upper": float(column.max())}
        for name, column in table.items()
    }
    model.fit(table, domain=domain, random_state=job.seed)
    return model


run("dpmm", fit, lambda model, job: with_gaps(job, model.generate(n_records=job.rows, random_state=job.seed)))
