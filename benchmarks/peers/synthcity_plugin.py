"""A plugin of synthcity, as it is by default: the one that PLUGIN names, bayesian_network, nflow, ctgan, tvae or privbayes."""
import os
import torch

# torchvision, which synthcity imports, has its operators for builds of PyTorch for GPUs only and fails at these two. Nothing here calls them.
operators = torch.library.Library("torchvision", "DEF")
for name in ("nms", "qnms"):
    operators.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from adapter import run, with_gaps, without_gaps
from synthcity.plugins import Plugins
from synthcity.plugins.core.dataloader import GenericDataLoader


def fit(job):
    model = Plugins().get(os.environ.get("PLUGIN", "bayesian_network"), random_state=job.seed)
    table = without_gaps(job)
    model.fit(GenericDataLoader(table, target_column=job.target or table.columns[-1], random_state=job.seed))
    return model


run("synthcity", fit, lambda model, job: with_gaps(job, model.generate(count=job.rows, random_state=job.seed).dataframe()))
