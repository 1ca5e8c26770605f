"""Imports and measurements for all forked processes, done once by the fork server."""

# ruff: noqa: F401  # they are imported for others

import gc

import sqlalchemy.dialects.sqlite.pysqlite  # chosen by a URL
from limits.util import get_dependency

import audio_service.cli
import audio_service.commands.backup
import audio_service.commands.logs
import audio_service.commands.processes.fetcher
import audio_service.commands.processes.scheduler
import audio_service.commands.processes.service
import audio_service.commands.processes.up
import audio_service.commands.processes.worker
import worker.jobs.contexts.fetcher
import worker.jobs.contexts.reading_rules
import worker.jobs.contexts.speaker
import worker.jobs.fetch_jobs
import worker.jobs.speech_jobs
from tests.measured import measure_once
from worker.html.vocabulary import vocabulary
from worker.speech.tone import ToneEngine

get_dependency("valkey")  # the rate limits import it if it is installed
vocabulary()
measure_once(ToneEngine().load("220"))
gc.freeze()  # otherwise the first collection in each process copies the memory of all modules
