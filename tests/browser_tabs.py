"""Pages of a real browser that tests take one after the other: to start a process for each costs a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SCREEN = {"width": 1440, "height": 860}
CHANGEABLE = {"viewport", "color_scheme", "reduced_motion"}
"""Settings that a page takes while it is open; with others a test gets a page of its own."""


class Tab:
    """A page with what happened in it since a test took it: what is `wrong`, and the addresses it `requested`."""

    def __init__(self, browser: Any, blank: Path, settings: dict[str, Any]) -> None:
        self.shared = settings.keys() <= CHANGEABLE
        self.wrong: list[str] = []
        self.requested: list[str] = []
        self.page = browser.new_context(**{"viewport": SCREEN, **settings}).new_page()
        self._blank = blank
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda message: self.wrong.append(f"console {message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("dialog", self._dismiss)
        self.page.on("popup", lambda popup: self.wrong.append(f"popup: {popup.url}"))
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))"
        )

    def _dismiss(self, dialog: Any) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def show(self, path: Path, address: str, settings: dict[str, Any]) -> Any:
        """Show a page of kg, and give it when it is drawn."""
        self.page.set_viewport_size(settings.get("viewport", SCREEN))
        scheme, motion = settings.get("color_scheme", "light"), settings.get("reduced_motion", "no-preference")
        self.page.emulate_media(media="null", color_scheme=scheme, reduced_motion=motion)
        self.page.goto(path.as_uri() + address)
        self.page.wait_for_selector("#graph[data-ready]", state="attached", timeout=20_000)
        self.page.path = path
        return self.page

    def leave(self) -> None:
        """End all that runs in the page; what it still had to say is heard."""
        self.page.goto(self._blank.as_uri())
        self.page.mouse.move(0, 0)
        self.requested.remove(self._blank.as_uri())


class Tabs:
    """The pages that no test has at the moment."""

    def __init__(self, browser: Any, blank: Path) -> None:
        self._browser, self._blank = browser, blank
        self._free: list[Tab] = []

    def take(self, settings: dict[str, Any]) -> Tab:
        """A page that is blank."""
        if self._free and settings.keys() <= CHANGEABLE:
            return self._free.pop()
        return Tab(self._browser, self._blank, settings)

    def give_back(self, tab: Tab) -> tuple[list[str], set[str]]:
        """What went wrong, and which addresses were requested; other tests can have it where nothing went wrong."""
        again = False
        try:
            tab.leave()
            again = tab.shared and not tab.wrong
        finally:
            if again:
                self._free.append(tab)
            else:
                tab.page.context.close()
        wrong, requested = tab.wrong, set(tab.requested)
        tab.wrong, tab.requested = [], []
        return wrong, requested
