"""Random tables of every type through every format and back through pyarrow, DuckDB, Polars, openpyxl and Python's own readers.

usage: python formats.py ROWSMITH [--tables N] [--seed S]
ROWSMITH is the built program (dist/main.js). Needs pyarrow, duckdb, polars, openpyxl, pytz. Each table is written by others: as Parquet and Arrow by pyarrow, and what
they can hold of it as CSV, JSON, NDJSON, Excel and SQLite. Rowsmith makes rows of it by the bootstrap, which hands cells on as they are: of Parquet and Arrow in both, of
the others in their own format, of SQLite,
which is written for whole databases only, in NDJSON. Each reader must open the file, see the types of the input and only values that the input has. Prints what is lost; exit code 1 if anything is.
"""

import argparse
import csv
import datetime as dt
import decimal
import json
import math
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import openpyxl
import polars
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as parquet

INTEGERS = {f"{sign}int{bits}": (0 if sign else -(2 ** (bits - 1)), 2 ** (bits - (0 if sign else 1)) - 1) for sign in ("", "u") for bits in (8, 16, 32, 64)}


def integer(name):
    low, high = INTEGERS[name]
    return lambda r: r.choice([low, high, r.randint(low, high), r.randint(max(low, -9), min(high, 99))])


def moment(r):
    return dt.datetime(1990, 1, 1) + dt.timedelta(seconds=r.randint(0, 10**9))


def makers():
    words = ["", "a", "ü", "☂ x", "NA", "1", "01", "true", 'say "hi"', "a,b", "two\nlines", " lead"]
    scalars = {
        **{name: (getattr(pa, name)(), integer(name)) for name in INTEGERS},
        "float32": (pa.float32(), lambda r: r.choice([0.0, r.randint(-999, 999) / 8, math.inf, -math.inf])),
        "float64": (pa.float64(), lambda r: r.choice([0.0, r.gauss(0, 1), r.gauss(0, 1e9), 1e300, math.inf])),
        "bool": (pa.bool_(), lambda r: r.random() < 0.3),
        "string": (pa.string(), lambda r: r.choice(words)),
        "large_string": (pa.large_string(), lambda r: r.choice(words)),
        "dictionary": (pa.dictionary(pa.int32(), pa.string()), lambda r: r.choice(["x", "y", "z"])),
        "date32": (pa.date32(), lambda r: moment(r).date()),
        "time32": (pa.time32("ms"), lambda r: dt.time(r.randint(0, 23), r.randint(0, 59), r.randint(0, 59), 1000 * r.randint(0, 999))),
        "time64": (pa.time64("us"), lambda r: dt.time(r.randint(0, 23), r.randint(0, 59), r.randint(0, 59), r.randint(0, 999999))),
        "timestamp": (pa.timestamp("us"), moment),
        "timestamp_ms": (pa.timestamp("ms"), moment),
        "timestamp_utc": (pa.timestamp("us", "UTC"), lambda r: moment(r).replace(tzinfo=dt.timezone.utc)),
        "duration": (pa.duration("us"), lambda r: dt.timedelta(seconds=r.randint(0, 10**6))),
        "decimal": (pa.decimal128(12, 2), lambda r: decimal.Decimal(r.randint(-(10**9), 10**9)) / 100),
        "decimal38": (pa.decimal128(38, 6), lambda r: decimal.Decimal(r.randint(-(10**30), 10**30)).scaleb(-6, decimal.Context(prec=40))),
        "binary": (pa.binary(), lambda r: bytes(r.randint(0, 255) for _ in range(r.randint(0, 3)))),
    }
    return {
        **scalars,
        "list_int64": (pa.list_(pa.int64()), lambda r: [r.randint(0, 9) for _ in range(r.randint(0, 3))]),
        "list_string": (pa.list_(pa.string()), lambda r: [r.choice(words) for _ in range(r.randint(0, 2))]),
        "list_struct": (
            pa.list_(pa.struct([("k", pa.string()), ("n", pa.int32())])),
            lambda r: [{"k": r.choice("xyz"), "n": r.randint(0, 5)} for _ in range(r.randint(0, 2))],
        ),
        "map": (pa.map_(pa.string(), pa.float64()), lambda r: [(k, r.randint(0, 9) / 2) for k in "ab"[: r.randint(0, 2)]]),
        "struct": (
            pa.struct([("a", pa.int16()), ("b", pa.struct([("c", pa.string()), ("d", pa.date32())]))]),
            lambda r: {"a": r.randint(0, 99), "b": {"c": r.choice(["p", "q"]), "d": moment(r).date()}},
        ),
    }


def random_table(r):
    kinds = makers()
    rows = r.choice([1, 2, 7, 40, 200])
    columns, names = [], []
    for k in range(r.randint(1, 6)):
        kind = r.choice(list(kinds))
        type_, make = kinds[kind]
        nulls = r.choice([0, 0, 0.2])
        # Values that come back are levels, which stay; of others, texts, lists and long decimals are made anew, so that only their types can be compared.
        pool = [make(r) for _ in range(r.choice([2, 5]))] if r.random() < 0.5 else None
        cells = [None if r.random() < nulls else r.choice(pool) if pool else make(r) for _ in range(rows)]
        columns.append(pa.array(cells, type_))
        names.append(f"{kind}_{k}" if pool and rows >= 40 else f"anew_{kind}_{k}")
    return pa.table(columns, names)


def like(type_):
    """The type that stands for it in a typed file: texts are texts, however long; durations have no type in Parquet."""
    text = str(type_).replace("large_string", "string").replace("dictionary<values=string, indices=int32, ordered=0>", "string")
    return re.sub(r" ?\('[a-z_0-9]+'\)", "", text).replace("element: ", "item: ").replace(" not null", "")


def plain(value):
    if isinstance(value, (list, tuple)):
        return tuple(plain(one) for one in value)
    if isinstance(value, dict):
        return tuple((key, plain(one)) for key, one in value.items())
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value
    return value


def empty_struct(value):
    return isinstance(value, dict) and all(one is None or empty_struct(one) for one in value.values())


def problems(before, after):
    for field in before.schema:
        if field.name not in after.schema.names:
            yield f"{field.name} is missing"
            continue
        got = after.schema.field(field.name).type
        if like(got) != like(field.type):
            yield f"{field.name} comes back as {got} ({field.type})"
        if field.name.startswith("anew_"):
            continue
        known = {plain(value) for value in before[field.name].to_pylist()}
        new = [value for value in after[field.name].to_pylist() if plain(value) not in known and not empty_struct(value)]
        if new:
            yield f"{field.name} has {new[0]!r}, which the input doesn't ({sorted(map(str, known))[:3]})"


def opened(path):
    """The table by pyarrow; the other readers must open it, too."""
    if path.suffix == ".parquet":
        polars.read_parquet(path)
        duckdb.sql(f"select * from '{path}'").fetchall()
        return parquet.read_table(path)
    polars.read_ipc(path)
    return feather.read_table(path, memory_map=False)


# What a format without types of its own for them can hold, from the kinds of `makers`.
LOOSE = {
    "csv": ["int8", "uint16", "int32", "int64", "float64", "bool", "string", "date32", "timestamp", "decimal"],
    "json": ["int8", "int32", "int64", "float64", "bool", "string", "date32", "timestamp", "list_int64", "list_string", "list_struct", "struct", "mixed"],
    "xlsx": ["int8", "int32", "float64", "bool", "string", "date32", "timestamp"],
    "sqlite": ["int8", "int32", "int64", "float64", "string", "mixed"],
}


def loose_table(r, format_):
    """Names and columns of cells as Python has them; those whose values come back, which must all be known, have no `anew` in their names."""
    kinds = {**{kind: make for kind, (_, make) in makers().items()}, "mixed": lambda r: r.choice([1, 2.5, "x", "y z", None])}
    rows, columns = r.choice([40, 120]), {}
    for k in range(r.randint(1, 5)):
        kind = r.choice(LOOSE["json" if format_ == "ndjson" else format_])
        nulls = r.choice([0, 0, 0.2])
        pool = [kinds[kind](r) for _ in range(r.choice([2, 5]))] if r.random() < 0.7 else None
        cells = [None if r.random() < nulls else r.choice(pool) if pool else kinds[kind](r) for _ in range(rows)]
        columns[f"{kind}_{k}" if pool else f"anew_{kind}_{k}"] = [loose_cell(cell, format_) for cell in cells]
    return columns


def loose_cell(value, format_):
    """A value as the format holds it: times as texts where it has none, infinities not at all, texts of a sheet without what XML drops."""
    if isinstance(value, float) and math.isinf(value):
        return "" if format_ == "csv" else None
    if isinstance(value, decimal.Decimal):
        return str(value)
    if format_ == "xlsx":
        # openpyxl writes 16 digits of a number.
        value = float(f"{value:.15g}") if isinstance(value, float) else value
        return None if value == "" else value
    if isinstance(value, list):
        return [loose_cell(one, format_) for one in value]
    if isinstance(value, dict):
        return {name: loose_cell(one, format_) for name, one in value.items()}
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if format_ == "csv":
        return "" if value is None else str(value)
    return value


def write_loose(columns, path):
    names, rows = list(columns), list(zip(*columns.values()))
    if path.suffix == ".csv":
        with open(path, "w", newline="") as file:
            csv.writer(file).writerows([names, *rows])
    elif path.suffix == ".json":
        path.write_text(json.dumps([dict(zip(names, row)) for row in rows]))
    elif path.suffix == ".ndjson":
        path.write_text("".join(json.dumps(dict(zip(names, row))) + "\n" for row in rows))
    elif path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in [names, *rows]:
            book.active.append(row)
        book.save(path)
    else:
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as base:
            base.execute(f"create table t ({', '.join(names)})")
            base.executemany(f"insert into t values ({', '.join('?' * len(names))})", rows)


def read_loose(path):
    if path.suffix == ".csv":
        with open(path, newline="") as file:
            names, *rows = csv.reader(file)
        duckdb.sql(f"select * from read_csv('{path}', all_varchar = true)").fetchall()
        return dict(zip(names, zip(*rows)))
    if path.suffix in (".json", ".ndjson"):
        text = path.read_text()
        records = json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]
        return {name: [record[name] for record in records] for name in records[0]}
    names, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return dict(zip(names, zip(*rows)))


def kind_of(value):
    """The type of a cell; whole numbers and others are one where a format has numbers only, and times of a sheet are one."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    return "time" if isinstance(value, (dt.date, dt.datetime)) else type(value).__name__


def loose_value(value):
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return json.dumps(value, sort_keys=True) if isinstance(value, (list, dict)) else value


def loose_problems(before, after):
    for name, cells in before.items():
        if name not in after:
            yield f"{name} is missing"
            continue
        kinds, got = ({kind_of(cell) for cell in own if cell is not None and not empty_struct(cell)} for own in (cells, after[name]))
        if not got <= kinds:
            yield f"{name} comes back as {sorted(got)} ({sorted(kinds)})"
        if name.startswith("anew_"):
            continue
        known = {(kind_of(cell), loose_value(cell)) for cell in cells}
        new = [cell for cell in after[name] if (kind_of(cell), loose_value(cell)) not in known and not empty_struct(cell)]
        # Numbers of a CSV may be written otherwise, as long as they are the same.
        if new and all(isinstance(cell, str) for cell in new):
            numbers = {float(cell) for cell in cells if isinstance(cell, str) and re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", cell)}
            new = [cell for cell in new if not re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", cell) or float(cell) not in numbers]
        if any(cell is not None for cell in new):
            yield f"{name} has {new[0]!r}, which the input doesn't ({sorted(map(str, cells))[:3]})"


def made(rowsmith, source, target):
    """What Rowsmith says against the table; nothing where it wrote it."""
    command = ["node", rowsmith, "synth", source, "-m", "bootstrap", "-q", "--no-audit", "-n", "50", "-o", target]
    command += ["--table", "t"] if source.suffix == ".sqlite" else []
    run = subprocess.run(command, capture_output=True, text=True)
    return None if run.returncode == 0 else run.stderr.strip().splitlines()[0] if run.stderr else "no message"


def checked(rowsmith, source, target, compare):
    failed = made(rowsmith, source, target)
    if failed:
        return [failed]
    try:
        return list(compare())
    except Exception as error:
        return [f"can't be read: {error}"]


def told(number, source, results):
    for target, said in results:
        for problem in said:
            print(f"table {number}, {source.suffix} to {target.suffix}: {problem}", flush=True)
    return sum(len(said) for _, said in results)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("rowsmith")
    options.add_argument("--tables", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.tables):
            table = random_table(random.Random(f"{given.seed} {number}"))
            source = Path(folder) / ("in.parquet" if number % 2 == 0 else "in.arrow")
            if source.suffix == ".parquet":
                parquet.write_table(table, source)
            else:
                feather.write_feather(table, source, compression=random.Random(number).choice(["uncompressed", "lz4", "zstd"]))
            found += told(number, source, [
                (target, checked(given.rowsmith, source, target, lambda: problems(table, opened(target))))
                for target in (Path(folder) / "out.parquet", Path(folder) / "out.arrow")
            ])
            format_ = ["csv", "json", "ndjson", "xlsx", "sqlite"][number % 5]
            columns = loose_table(random.Random(f"{given.seed} {number} {format_}"), format_)
            source, target = Path(folder) / f"in.{format_}", Path(folder) / f"out.{'ndjson' if format_ == 'sqlite' else format_}"
            target.unlink(missing_ok=True)
            write_loose(columns, source)
            found += told(number, source, [(target, checked(given.rowsmith, source, target, lambda: loose_problems(columns, read_loose(target))))])
    print(f"{given.tables} tables, {found} problems")
    sys.exit(1 if found else 0)


main()
