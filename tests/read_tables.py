"""Reads an exported table as its users do and prints it as JSON lines: CSV by Python's own module, Parquet by pyarrow.

Days and instants come out as text, and every other value as the reader gives it.
"""

import csv
import datetime
import json
import sys


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def rows(path):
    if path.endswith(".parquet"):
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(path)
        print(json.dumps({field.name: str(field.type) for field in table.schema}))
        return table.to_pylist()
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


for row in rows(sys.argv[1]):
    print(json.dumps({name: plain(value) for name, value in row.items()}, ensure_ascii=False))
