"""Running the sandbox: proxy, app and clip room in one event loop."""

import asyncio
import contextlib
import socket
from concurrent.futures import Future
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from storyboard.model.clock import Clock
from storyboard.sandbox.app import app
from storyboard.sandbox.book import Book
from storyboard.sandbox.calls import call_back
from storyboard.sandbox.clips import ClipRoom
from storyboard.sandbox.desk import Desk, FileStore, Limits
from storyboard.sandbox.faults import Faults
from storyboard.sandbox.options import Options
from storyboard.sandbox.proxy import HOST, Proxy
from storyboard.sandbox.started import Started


async def run(
    options: Options,
    clock: Clock,
    modules: tuple[str, ...],
    folder: Path,
    ready: "Future[Started]",
) -> None:
    """Serve until asked to stop; `folder` takes clips and uploads."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        # A loop that has ended wants no more words.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(ending.set)

    room = ClipRoom(folder, options.clips, options.workers)
    faults = Faults()
    book = Book(options, clock, room)
    limits = Limits(options.concurrency, options.balance)
    with socket.create_server((HOST, 0), backlog=1024) as inner:
        proxy = Proxy(inner.getsockname()[1])
        try:
            address = f"http://{HOST}:{await proxy.start(options.port)}"
            store = FileStore(folder / "files", address)
            desk = Desk(book, address, limits, store, clock)
            server = _Server(app(desk, faults, options, modules))
            await server.startup([inner])
            ready.set_result(Started(address, book, faults, stop))
            calling = asyncio.ensure_future(call_back(book))
            await ending.wait()
            calling.cancel()
            await asyncio.gather(calling, return_exceptions=True)
            await proxy.stop()
            await server.leave()
        finally:
            await proxy.stop()
            room.close()


class _Server(uvicorn.Server):
    """uvicorn without its signals, its log and its patience."""

    def __init__(self, served: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                _until_dropped(served),
                http="h11",
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                log_level="error",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
            )
        )
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)

    async def leave(self) -> None:
        """Stop listening, drop connections and end what they were waiting for."""
        for server in self.servers:
            server.close()
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()
        # Aborted transports tell their protocols in the loop's next round.
        await asyncio.sleep(0)
        tasks = tuple(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _until_dropped(served: ASGIApp) -> ASGIApp:
    """An app that ends without a word when it is called off."""

    async def quietly(scope: Scope, receive: Receive, send: Send) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await served(scope, receive, send)

    return quietly
