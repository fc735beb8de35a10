"""Rowsmith on Spark: counts for a fit, and rows from a cluster. Needs PySpark 3.5 or later and nothing else.

    rowsmith fit --engine 'python rowsmith_spark.py sql' --table lake.sales -m bayesian-network -o m.json
    rowsmith fit --engine 'python rowsmith_spark.py sql --parquet sales/' --table data -m bayesian-network -o m.json
    spark-submit rowsmith_spark.py sample m.json 1000000000 /shared/out --shard-rows 1000000

`sql` answers one query a line (see docs/engines.md). `sample` draws rows as shards: in the order of their names they are the output of one
`rowsmith sample` run, to the byte. A task that is tried again, or runs twice, writes the same bytes, and a shard has its name only when it is whole.
Node 20 and Rowsmith must be on the workers (`--rowsmith 'npx -y rowsmith@0.1.0'`), and `out` is a folder that all of them see.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import uuid


def session(name):
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName(name).config("spark.ui.enabled", "false").getOrCreate()
    try:
        spark.sparkContext.setLogLevel("OFF")  # Spark 4 logs each failed statement with a hundred lines.
    except Exception:
        pass  # Over Spark Connect there is no context.
    return spark


def plain(value):
    """A cell as JSON has it: numbers that a double doesn't hold as texts."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return str(value)


def answer(rows, columns):
    return {"columns": [[plain(row[i]) for row in rows] for i in range(columns)]}


def serve_sql(given):
    # What Spark prints must not stand among the answers.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    spark = session("rowsmith sql")
    # Sums of codes are small; more partitions than cores only take time to start.
    if given.parquet:
        spark.read.parquet(given.parquet).createOrReplaceTempView("data")

    def say(line):
        out.write(json.dumps(line) + "\n")
        out.flush()

    say({"dialect": "spark", "version": spark.version})
    for line in sys.stdin:
        try:
            found = spark.sql(json.loads(line)["sql"])
            say(answer(found.collect(), len(found.columns)))
        except Exception as error:
            say({"error": str(error).strip().split("\n")[0][:500]})


def draw(shard, model, given):
    """Draws the rows of a shard; the file gets its name once it is whole."""
    index, start, end = shard
    name = os.path.join(given.out, f"part-{index:05d}.{given.format}")
    part = f"{name}.{uuid.uuid4().hex}.part"
    command = [*given.rowsmith.split(), "sample", model, "-q", "--rows", f"{start}:{end}", "--seed", str(given.seed)]
    command += ["--threads", "1", "--format", given.format, "-o", part]
    try:
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            raise RuntimeError(f"rows {start}:{end}: {result.stderr.strip()}")
        os.replace(part, name)
    finally:
        if os.path.exists(part):
            os.remove(part)
    return index, start, end, name


def serve_sample(given):
    spark = session("rowsmith sample")
    context = spark.sparkContext
    context.addFile(given.model)
    own = os.path.basename(given.model)
    starts = range(0, given.rows, given.shard_rows)
    shards = [(i, start, min(given.rows, start + given.shard_rows)) for i, start in enumerate(starts)]
    os.makedirs(given.out, exist_ok=True)

    def task(part):
        from pyspark import SparkFiles

        for shard in part:
            yield draw(shard, SparkFiles.get(own), given)

    for _, start, end, name in sorted(context.parallelize(shards, len(shards)).mapPartitions(task).collect()):
        print(f"rows {start}:{end} are in {name}")
    open(os.path.join(given.out, "_SUCCESS"), "w").close()
    spark.stop()


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = options.add_subparsers(required=True)
    sql = commands.add_parser("sql", help="answer one query a line, for rowsmith fit --engine")
    sql.add_argument("--parquet", help="files to be read as the table data")
    sql.set_defaults(run=serve_sql)
    sample = commands.add_parser("sample", help="draw rows of a model as shards")
    sample.add_argument("model")
    sample.add_argument("rows", type=int)
    sample.add_argument("out")
    sample.add_argument("--shard-rows", type=int, default=1_000_000)
    sample.add_argument("--format", default="parquet", choices=["parquet", "csv", "ndjson"])
    sample.add_argument("--seed", type=int, default=1)
    sample.add_argument("--rowsmith", default="rowsmith", help="the command on the workers, such as: npx -y rowsmith@0.1.0")
    sample.set_defaults(run=serve_sample)
    given = options.parse_args()
    given.run(given)


if __name__ == "__main__":
    main()
