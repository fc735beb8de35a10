"""Adversarial random forests (Watson et al., 2023) by arfpy, as they are by default."""
from adapter import run, with_gaps, without_gaps
from arfpy import arf


def fit(job):
    model = arf.arf(x=without_gaps(job), verbose=False, random_state=job.seed)
    model.forde()
    return model


run("arfpy", fit, lambda model, job: with_gaps(job, model.forge(n=job.rows)))
