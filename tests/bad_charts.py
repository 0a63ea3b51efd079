"""Drawing that goes wrong as a chart's caption says, for a process of its own."""

import os
import time

from bot.plot import Chart


def draw(chart: Chart) -> bytes:
    """What stands for a picture: the process that drew it and when; or a failure."""
    if chart.caption.startswith("hang"):
        time.sleep(600)
    if chart.caption.startswith("die"):
        os._exit(3)
    if chart.caption.startswith("fail"):
        raise ValueError("this chart cannot be drawn")
    return f"{os.getpid()} {time.monotonic_ns()}".encode()


def chart_of(caption: str) -> Chart:
    """A chart that is nothing but its caption."""
    return Chart((), (), caption, "nothing to see")
