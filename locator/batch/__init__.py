"""Many photos to files: a record and an annotated picture each, results.jsonl, and what became of them.

Parts, each knowing only those before it: `shelf` (on disk, not in memory), `places`, `urls` (where) -> `jobs` (what is called
what) -> `pictures`, `lists`, `inputs` (which photos), `annotate` (one of them), `folder`, `out`, `mirror`, `journal` (what is
there) -> `pool` (processes) -> `work` (photos in them) -> `run` (all of them), `cluster` (on many machines) -> `results`, `doubt`
-> `summary`, `contact`, `report`.
"""

from locator.batch.annotate import Look, Paint, annotate, brief, inspect
from locator.batch.inputs import Inputs, Photos, find
from locator.batch.jobs import ANNOTATED, RESULTS, Job, Jobs, jobs, named
from locator.batch.journal import Journal
from locator.batch.mirror import opened
from locator.batch.out import Out
from locator.batch.places import Place, Url, place
from locator.batch.pool import usable_cores
from locator.batch.results import read_results
from locator.batch.run import Crew, Plan, plan, run
from locator.batch.work import Done, processes

__all__ = [
    "ANNOTATED",
    "RESULTS",
    "Crew",
    "Done",
    "Inputs",
    "Job",
    "Jobs",
    "Journal",
    "Look",
    "Out",
    "Paint",
    "Photos",
    "Place",
    "Plan",
    "Url",
    "annotate",
    "brief",
    "find",
    "inspect",
    "jobs",
    "named",
    "opened",
    "place",
    "plan",
    "processes",
    "read_results",
    "run",
    "usable_cores",
]
