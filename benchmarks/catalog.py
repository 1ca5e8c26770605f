"""All benchmarks by name, each with its time limit.

Together, the benchmarks of a default run end within ten minutes.
"""

from benchmarks.runner import Benchmark
from benchmarks.targets import (
    article,
    cached_press,
    edit,
    embargo,
    first_clip,
    first_sound,
    listening,
    one_caller,
    pages,
    stitch,
    text,
    voices,
)

BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        Benchmark("first_sound", first_sound.measure, 270, 1800),
        Benchmark("cached_press", cached_press.measure, 60, 120),
        Benchmark("article", article.measure, 120, 400),
        Benchmark("edit", edit.measure, 50, 120),
        Benchmark("stitch", stitch.measure, 50, 180),
        Benchmark("pages", pages.measure, 40, 120, by_default=False),
        Benchmark("text", text.measure, 50, 240),
        Benchmark("first_clip", first_clip.measure, 150, 300, by_default=False),
        Benchmark("embargo", embargo.measure, 150, 200, by_default=False),
        Benchmark("one_caller", one_caller.measure, 60, 180, by_default=False),
        Benchmark("listening", listening.measure, 300, 300, by_default=False),
        Benchmark("voices", voices.measure, 900, 1800, by_default=False),
    )
}
