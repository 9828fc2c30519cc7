"""Real data and the answers worked out from it without Martlet; tests skip where it is missing."""

import csv
import functools
import io
import json
from decimal import Decimal

import zstandard
from support import SHARED, Skip


def events_file(name):
    """Path of a .ndjson.zst file of the data folder."""
    path = SHARED / "data" / f"{name}.ndjson.zst"
    if not path.exists():
        raise Skip(f"no {path.name} in the shared data folder")
    return path


@functools.cache
def event_lines(name):
    """Lines of an events file, as bytes, each with its newline."""
    with open(events_file(name), "rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file).read().splitlines(keepends=True)


@functools.cache
def events(name):
    """Events of a file as dictionaries."""
    return [parse(line) for line in event_lines(name)]


def parse(line):
    """An event as a dictionary; its numbers are exact."""
    return json.loads(line, parse_float=Decimal)


@functools.cache
def answers(name):
    """Rows of a reference file as dictionaries."""
    path = SHARED / "data" / "ref" / f"{name}.csv"
    if not path.exists():
        raise Skip(f"no {path.name} in the shared data folder")
    return list(csv.DictReader(io.StringIO(path.read_text())))


def milliseconds(text):
    """`2011-03-01T08:26:00Z` as records have it: with milliseconds."""
    return text if "." in text else text.replace("Z", ".000Z")
