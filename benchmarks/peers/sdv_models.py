"""SDV's synthesizers, as they are by default: sdv_copula.py, sdv_ctgan.py and sdv_tvae.py run them."""
import warnings
from adapter import run
from sdv.metadata import Metadata
warnings.filterwarnings("ignore")


def run_sdv(make):
    def fit(job):
        kinds = {name: {"sdtype": "numerical" if name in job.numeric else "categorical"} for name in job.table.columns}
        metadata = Metadata.load_from_dict({"tables": {"table": {"columns": kinds}}})
        model = make(metadata)
        model.fit(job.table)
        return model

    run("sdv", fit, lambda model, job: model.sample(num_rows=job.rows))
