"""DataSynthesizer's Bayesian network (correlated attribute mode) without noise: epsilon 0 switches its privacy off, k is chosen by the package."""
import os, tempfile
import pandas as pd
from adapter import run
from DataSynthesizer.DataDescriber import DataDescriber
from DataSynthesizer.DataGenerator import DataGenerator

folder = tempfile.mkdtemp()
table, description = os.path.join(folder, "table.csv"), os.path.join(folder, "description.json")


def fit(job):
    job.table.to_csv(table, index=False)
    describer = DataDescriber(category_threshold=20)
    categorical = {name: name in job.categorical for name in job.table.columns}
    keys = {name: False for name in job.table.columns}
    describer.describe_dataset_in_correlated_attribute_mode(
        table, k=0, epsilon=0, attribute_to_is_categorical=categorical, attribute_to_is_candidate_key=keys, seed=job.seed
    )
    describer.save_dataset_description_to_file(description)


def sample(_, job):
    generator = DataGenerator()
    generator.generate_dataset_in_correlated_attribute_mode(job.rows, description, seed=job.seed)
    return pd.DataFrame(generator.synthetic_dataset)


run("DataSynthesizer", fit, sample)
