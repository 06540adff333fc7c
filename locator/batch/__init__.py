"""Many photos to files: a record and an annotated picture each, results.jsonl, and what became of them.

Parts, each knowing only those before it: `jobs` (what is called what) -> `inputs` (which photos), `annotate` (one of them),
`folder`, `journal` (what is there) -> `pool` (processes) -> `run` (all of them) -> `results`, `doubt` -> `summary`, `contact`,
`report`.
"""

from locator.batch.annotate import Look, Paint, annotate, brief, inspect
from locator.batch.inputs import Inputs, find, pictures
from locator.batch.jobs import ANNOTATED, RESULTS, Job, jobs
from locator.batch.journal import Journal
from locator.batch.pool import usable_cores
from locator.batch.results import read_results
from locator.batch.run import Done, Plan, plan, run

__all__ = [
    "ANNOTATED",
    "RESULTS",
    "Done",
    "Inputs",
    "Job",
    "Journal",
    "Look",
    "Paint",
    "Plan",
    "annotate",
    "brief",
    "find",
    "inspect",
    "jobs",
    "pictures",
    "plan",
    "read_results",
    "run",
    "usable_cores",
]
