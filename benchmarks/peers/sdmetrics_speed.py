#!/usr/bin/env python3
"""How long SDMetrics takes for its quality and its diagnostic report on two tables in memory, and what they say.

    python sdmetrics_speed.py real.csv.gz synthetic.csv.gz columns.json      sdmetrics-speed.ts calls it

columns.json: {column: {"sdtype": SDMetrics' type, "missing": [tokens]}}. Prints one line of JSON. Reading isn't timed.
"""
import importlib.metadata, json, sys, time, warnings
import pandas as pd
from sdmetrics.reports.single_table import DiagnosticReport, QualityReport

warnings.filterwarnings("ignore")
columns = json.load(open(sys.argv[3]))
missing = {name: ["", *column["missing"]] for name, column in columns.items()}
texts = {name: str for name, column in columns.items() if column["sdtype"] == "categorical"}
real, synthetic = (pd.read_csv(path, na_values=missing, keep_default_na=False, dtype=texts)[list(columns)] for path in sys.argv[1:3])
metadata = {"columns": {name: {"sdtype": column["sdtype"]} for name, column in columns.items()}}

started, cpu = time.perf_counter(), time.process_time()
reports = [QualityReport(), DiagnosticReport()]
for report in reports:
    report.generate(real, synthetic, metadata, verbose=False)
seconds, cpu = time.perf_counter() - started, time.process_time() - cpu

scores = {name: score for report in reports for name, score in report.get_properties().itertuples(index=False)}
versions = {package: importlib.metadata.version(package) for package in ("sdmetrics", "pandas", "numpy")}
print(json.dumps({"seconds": seconds, "cpu": cpu, "scores": scores, "versions": versions}))
