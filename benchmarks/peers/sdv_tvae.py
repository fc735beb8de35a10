from sdv.single_table import TVAESynthesizer
from sdv_models import run_sdv

run_sdv(TVAESynthesizer)
