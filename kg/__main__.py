"""`python -m kg` is `kg`. All that it takes is imported within the boundary: Ctrl-C is one line from the start."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    try:
        from kg.limits.boundary import end, run

        code = run(_command)
        end()
    except KeyboardInterrupt:  # before the boundary stands
        sys.stderr.write("kg: stopped\n")
        code = 130
    sys.exit(code)


def _command() -> None:
    from kg.cli import app

    # igraph imports it where it is installed, which takes half a second; no command draws with it.
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]
    # A command makes millions of small objects that live to its end: looking for circles among them took a third of it.
    gc.set_threshold(200_000, 20, 50)
    app()


if __name__ == "__main__":
    main()
