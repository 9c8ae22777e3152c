"""How long the published network takes for one image in the browser, as a ratio to NumPy on the same machine.

    python -m tests.benchmarks.forward [SITE]

SITE is a built site, else site/. Both read the test images that the site publishes, one by one, in one run.
"""

from __future__ import annotations

import argparse
import json
import time
from base64 import b64decode
from pathlib import Path

import numpy as np

from tests.support.browser import chromium, served

ROOT = Path(__file__).resolve().parents[2]
PASSES = 10_000
IN_THE_BROWSER = """async ([images, passes]) => {
  const { loadNetwork } = await import("./assets/explore/shared/network.js");
  const network = await loadNetwork("./model/");
  const inputs = images.map((image) => Float32Array.from(image));
  const milliseconds = () => {
    const begun = performance.now();
    for (let i = 0; i < passes; i++) network.run(inputs[i % inputs.length]);
    return (performance.now() - begun) / passes;
  };
  milliseconds();
  return milliseconds();
}"""
"""The second round: in the first one the browser is still compiling."""


def main() -> None:
    """Prints both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "site")
    site = parser.parse_args().site
    published = json.loads((site / "explore" / "examples.json").read_text(encoding="utf-8"))["images"]
    images = [np.frombuffer(b64decode(image["pixels"]), np.uint8) / np.float32(255) for image in published]
    browser, numpy = _in_the_browser(site, images), _in_numpy(site, images)
    print(f"one pass takes {browser:.3f} ms in the browser, {numpy:.3f} ms in NumPy: {browser / numpy:.1f} times as long")


def _in_the_browser(site: Path, images: list[np.ndarray]) -> float:
    """Milliseconds of one pass."""
    with served(site) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(address)
        return float(page.evaluate(IN_THE_BROWSER, [[image.tolist() for image in images], PASSES]))


def _in_numpy(site: Path, images: list[np.ndarray]) -> float:
    """Milliseconds of one pass, as a program would do it image by image."""
    manifest = json.loads((site / "model" / "manifest.json").read_text(encoding="utf-8"))
    content = (site / "model" / manifest["file"]).read_bytes()
    (k1, b1), (k2, b2), (k3, b3) = [[_array(content, layer[name]) for name in ("kernel", "bias")] for layer in manifest["layers"]]
    begun = time.perf_counter()
    for number in range(PASSES):
        logits = np.maximum(np.maximum(images[number % len(images)] @ k1 + b1, 0) @ k2 + b2, 0) @ k3 + b3
        powers = np.exp(logits - logits.max())
        powers /= powers.sum()
    return 1000 * (time.perf_counter() - begun) / PASSES


def _array(content: bytes, place: dict) -> np.ndarray:
    return np.frombuffer(content, "<f4", int(np.prod(place["shape"])), place["offset"]).reshape(place["shape"])


if __name__ == "__main__":
    main()
