"""A plugin of synthcity, as it is by default: the one that PLUGIN names, ddpm, ctgan, tvae, nflow, bayesian_network, arf or marginal_distributions."""
import os
from adapter import run, with_gaps, without_gaps
from synthcity.plugins import Plugins
from synthcity.plugins.core.dataloader import GenericDataLoader


def fit(job):
    model = Plugins().get(os.environ.get("PLUGIN", "bayesian_network"), random_state=job.seed)
    table = without_gaps(job)
    model.fit(GenericDataLoader(table, target_column=job.target or table.columns[-1], random_state=job.seed))
    return model


run("synthcity", fit, lambda model, job: with_gaps(job, model.generate(count=job.rows, random_state=job.seed).dataframe()))
