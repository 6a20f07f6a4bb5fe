"""How far the sampler, the trainer and PyTorch in single precision are from double precision, on the same sampled tokens.

    pip install torch transformers
    npm run build && node dist/cli/main.js export RUN --format hf --out hf && python scripts/rounding.py hf

RUN practised countdown. Errors are those of 320 answers, every sixteenth of 5,120.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from transformers import AutoModelForCausalLM

ROOT = pathlib.Path(__file__).parent.parent
folder = sys.argv[1]
with tempfile.TemporaryDirectory() as temporary:
    path = pathlib.Path(temporary, "answers.json")
    subprocess.run(["node", ROOT / "scripts" / "rounding.mjs", folder, path], check=True)
    found = json.loads(path.read_text())


def logprobs(model, answer):
    ids = torch.tensor([answer["ids"]])
    with torch.no_grad():
        logits = model(ids).logits[0, :-1].double()
    return torch.log_softmax(logits, -1).gather(1, ids[0, 1:, None])[answer["start"] :, 0]


def normalize(self, x):
    # transformers takes this to single precision, whatever the model is in.
    return self.weight * (x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.variance_epsilon))


double, single = (AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval() for dtype in (torch.double, torch.float))
for module in double.modules():
    if type(module).__name__.endswith("RMSNorm"):
        module.forward = normalize.__get__(module)

print(f"sampler and trainer differ by at most {found['largest']:.1e} in {found['answers']} answers")
errors = {"sampler": [], "trainer": [], "PyTorch, single": []}
for answer in found["some"]:
    exact = logprobs(double, answer)
    errors["sampler"].append(torch.tensor(answer["sampler"]).double() - exact)
    errors["trainer"].append(torch.tensor(answer["trainer"]).double() - exact)
    errors["PyTorch, single"].append(logprobs(single, answer) - exact)
print(f"error against double precision, {len(found['some'])} answers:")
for name, of in errors.items():
    all_of = torch.cat(of)
    print(f"  {name:16} largest {all_of.abs().max():.1e}, root mean square {all_of.square().mean().sqrt():.1e}")
