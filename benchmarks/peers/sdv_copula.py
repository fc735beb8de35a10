from sdv.single_table import GaussianCopulaSynthesizer
from sdv_models import run_sdv

run_sdv(GaussianCopulaSynthesizer)
