"""Dependencies of the web process, built once at its start."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from audio_service.access.access_context import AccessControl
from audio_service.access.api_key_store import ApiKeys
from audio_service.access.first_key import read_key
from audio_service.access.queue_waits import QueueWaits
from audio_service.access.rate_limits import RateLimits
from audio_service.access.track_owners import TrackOwners
from audio_service.listening.delivery_context import Delivery
from audio_service.listening.editions import Editions
from audio_service.listening.heard_voices import StudioRequests
from audio_service.listening.live_cues import LiveCues
from audio_service.listening.press import Presses
from audio_service.listening.streaming.live_stream import StreamOrigin
from audio_service.listening.streaming.live_streams import LiveStreams
from audio_service.listening.voice_list import VoiceDirectory
from audio_service.native_calls import limited_calls
from audio_service.operations.actions import OperatorActions
from audio_service.operations.snapshot import SnapshotTaker
from audio_service.settings import WebSettings
from cache.errors import BadSettingsError
from cache.messages.previews import Previews
from cache.messages.published_voices import Voices
from cache.messages.webhook_deliveries import WebhookDeliveries
from cache.narrations.admission_limits import AdmissionLimit, Admissions
from cache.operations.audit_log import AuditLog
from cache.operations.flags import OperatorFlags
from cache.operations.listeners import Listeners
from cache.redis.client import connect
from worker.jobs.contexts.shared import SharedContext, open_shared
from worker.publication.publication import read_publication

REDIS_PATIENCE_S = 0.25

REDIS_ANSWERS_WITHIN_S = 2.0

EXTENSION = "listen"
"""Name of the Flask extension that holds the context of the web process."""


@dataclass(frozen=True)
class WebContext(SharedContext):
    """Dependencies of the web process; each part is passed to the functions that use it.

    Attributes:
        settings: Settings of the web process.
        access: Dependencies of access control.
        presses: Dependencies of presses.
        delivery: Dependencies of audio delivery.
        actions: Dependencies of operator actions.
        snapshots: Snapshots of the whole service.
        previews: Spoken previews of single sentences, for publishers.
        webhook_deliveries: Webhooks that were already received.
    """

    settings: WebSettings
    access: AccessControl
    presses: Presses
    delivery: Delivery
    actions: OperatorActions
    snapshots: SnapshotTaker
    previews: Previews
    webhook_deliveries: WebhookDeliveries


def open_web_context(settings: WebSettings) -> WebContext:
    """Return the dependencies of the web process; nothing is connected yet.

    Raises:
        BadSettingsError: The publication file is not valid, or a signing key is missing.
    """
    client = connect(settings, patience_s=REDIS_PATIENCE_S, answers_within_s=REDIS_ANSWERS_WITHIN_S)
    publication = read_publication(settings.publication_file)
    if publication.has_signed and not settings.signing_key:
        raise BadSettingsError('LISTEN_SIGNING_KEY: a rule says access = "signed", so set one')
    voices = VoiceDirectory(
        Voices(client), settings.all_voices, settings.studio_voice, publication.voices
    )
    shared = open_shared(
        settings,
        client,
        publication,
        voices=voices.there,
        has_demo=settings.has_demo_site,
        storage_call=limited_calls(),
        database_call=limited_calls(),
    )
    stores, articles = shared.stores, shared.articles
    api_key = read_key(settings)
    access = AccessControl(
        settings=settings,
        publication=publication,
        counters=shared.counters,
        api_key=api_key,
        api_keys=ApiKeys(articles.database, api_key),
        rates=RateLimits(client, settings),
        admissions=Admissions(
            client,
            AdmissionLimit(settings.max_pressed, settings.daily_budget_min * 60),
            AdmissionLimit(
                settings.max_pressed_per_address, settings.daily_budget_per_address_min * 60
            ),
        ),
        queue_waits=QueueWaits(shared.queues),
    )
    editions = Editions(articles.cached_editions, articles.lookup)
    presses = Presses(
        access=access,
        publication=publication,
        articles=articles.lookup,
        editions=editions,
        entitled=articles.entitled,
        voices=voices,
        studio=StudioRequests(
            stores.repository, stores.narrations, shared.studio_allowance.is_open
        ),
        counters=shared.counters,
        narrations=stores.narrations,
        repository=stores.repository,
        prepared_answers=stores.prepared_answers,
    )
    return WebContext(
        settings=settings,
        **vars(shared),
        access=access,
        presses=presses,
        delivery=Delivery(
            presses=presses,
            storage=shared.storage,
            manifests=stores.manifests,
            addresses=stores.addresses,
            owners=TrackOwners(stores.manifests),
            live_streams=LiveStreams(
                StreamOrigin(
                    stores.narrations,
                    stores.progress,
                    stores.parts,
                    shared.storage,
                    client,
                    Listeners(client),
                    editions.known,
                )
            ),
            cues=LiveCues(stores.progress),
            plays=articles.plays,
        ),
        actions=OperatorActions(
            presses=presses,
            intake=articles.intake,
            leases=stores.leases,
            queues=shared.queues,
            operator_flags=OperatorFlags(client),
            audit=AuditLog(client),
        ),
        snapshots=SnapshotTaker(settings, publication),
        previews=Previews(client),
        webhook_deliveries=WebhookDeliveries(client),
    )


def web_context() -> WebContext:
    """Return the context of the application that handles the current request."""
    return cast("WebContext", current_app.extensions[EXTENSION])
