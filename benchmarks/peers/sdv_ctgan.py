from sdv.single_table import CTGANSynthesizer
from sdv_models import run_sdv

run_sdv(CTGANSynthesizer)
