"""How a peer talks to its benchmark: a line with a number asks for that many calls, the answer is {"ms": [...]}.

The peer stays alive between questions, so the two sides of a comparison can take turns in one run.
"""

import argparse
import json
import sys
import time


def arguments(**defaults):
    """`--threads` and the named integer options, each with its default."""
    parser = argparse.ArgumentParser()
    for name, default in dict(threads=1, **defaults).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def serve(call, version: str):
    """Answers questions from standard input until it closes."""
    call()
    print(json.dumps({"ready": True, "version": version}), flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            call()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"ms": times}), flush=True)
