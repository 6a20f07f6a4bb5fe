"""Checks the ONNX files that the graph engine emits for its three reference models, and runs them outside Node.

    pip install onnx onnxruntime safetensors numpy
    npm run build && python scripts/check-onnx.py

Each file passes ONNX's checker with shape inference, and gives PyTorch's numbers (fixtures/pytorch) in Python's ONNX
Runtime. Portable files also pass in ONNX's own reference evaluator, which knows no other operators.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator
from safetensors.numpy import load_file

ROOT = pathlib.Path(__file__).parent.parent
TOLERANCE = 1e-4


def feeds_for(model, fixture):
    """Parameters and the first batch from the fixture; optimiser slots are zero before the first step."""
    feeds = {}
    for value in model.graph.input:
        tensor = value.type.tensor_type
        if f"input/{value.name}" in fixture:
            feeds[value.name] = fixture[f"input/{value.name}"][0]
        elif f"initial/{value.name}" in fixture:
            feeds[value.name] = fixture[f"initial/{value.name}"]
        elif value.name == "learningRate":
            feeds[value.name] = numpy.array(0.02, numpy.float32)
        else:
            shape = [dim.dim_value for dim in tensor.shape.dim]
            feeds[value.name] = numpy.zeros(shape, onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type))
    return feeds


def expectations(kind, fixture):
    """What the fixture knows of the outputs."""
    if kind == "inference":
        return {name[len("output/") :]: value for name, value in fixture.items() if name.startswith("output/")}
    known = {"loss": fixture["loss"], "gradientNorm": fixture["adamw/norms"][0]}
    statistics = {name: value for name, value in fixture.items() if name.startswith("statistic/")}
    return known | {f"{name[len('statistic/') :]}/next": value for name, value in statistics.items()}


def check(path, name, kind, portable):
    onnx.checker.check_model(path, full_check=True)
    model = onnx.load(path)
    fixture = load_file(ROOT / "fixtures" / "pytorch" / f"{name}.safetensors")
    feeds, expected = feeds_for(model, fixture), expectations(kind, fixture)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    results = {"ONNX Runtime": session.run(list(expected), feeds)}
    if portable:
        evaluator = ReferenceEvaluator(model)
        # A step function is written as a very steep HardSigmoid, which overflows to the infinity that it clips.
        with numpy.errstate(over="ignore"):
            results["ONNX reference"] = evaluator.run(list(expected), feeds)
    errors = {}
    for runtime, values in results.items():
        pairs = list(zip(expected.values(), values))
        errors[runtime] = max(float(abs(value - e).max() / max(abs(e).max(), 1)) for e, value in pairs)
    domains = sorted({node.domain or "ai.onnx" for node in model.graph.node})
    shown = ", ".join(f"{runtime} {error:.0e}" for runtime, error in errors.items())
    print(f"{path.name}: {len(model.graph.node)} nodes of {' and '.join(domains)}; checker passed; errors: {shown}")
    return all(error < TOLERANCE for error in errors.values())


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["node", ROOT / "scripts" / "emit-onnx.mjs", folder], check=True)
        passed = True
        for path in sorted(pathlib.Path(folder).glob("*.onnx")):
            portable = path.stem.endswith("-portable")
            name, kind = path.stem.removesuffix("-portable").rsplit("-", 1)
            passed = check(path, name, kind, portable) and passed
    if not passed:
        sys.exit("an emitted model differs from PyTorch's numbers")


main()
