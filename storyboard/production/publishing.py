"""Publish: local media goes to where the services find it, between consent and submit.

async with publisher(script, providers.values()) as publish:
    request = await publish(provider, request)
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from storyboard.production.script import Script
from storyboard.providers.base import Provider
from storyboard.providers.publish import Publisher
from storyboard.providers.shelves import LoopbackShelf, shelf_of
from storyboard.store.published import PublishedFiles


@asynccontextmanager
async def publisher(
    script: Script, providers: Iterable[Provider]
) -> AsyncIterator[Publisher]:
    """What gives a request the address of each of its files, for one run.

    What goes up is remembered in the store's folder. SettingsError, before anything is
    sent, where one of the providers is a service and the user's shelf cannot be used.
    """
    project, now = script.project, script.studio.clock.now
    services = any(provider.account is not None for provider in providers)
    here = LoopbackShelf()
    try:
        yield Publisher(
            file=script.file,
            now=now,
            record=PublishedFiles(project.store, now),
            shelf=shelf_of(project.settings.media, project.root, now)
            if services
            else None,
            here=here,
        )
    finally:
        here.close()
