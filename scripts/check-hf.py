"""Checks that what this package writes is read in Python: models in transformers, adapters in peft, tokenisers in tokenizers.

    pip install torch transformers tokenizers peft safetensors
    npm run build && python scripts/check-hf.py

scripts/save-language-models.mjs writes the fixtures anew; their logits must be those of the originals to the last bit.
Tokenisers trained here must give the same ids in both languages.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from peft import PeftModel
from safetensors import safe_open
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer

ROOT = pathlib.Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures" / "language"
FAMILIES = ["llama2", "llama3", "mistral", "qwen2", "qwen3", "linear", "dynamic", "yarn"]
MADE_HERE = ["byte-pair-qwen2", "byte-pair-llama3", "byte-pair-gpt2", "characters"]


def load(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def expected(folder):
    with safe_open(folder / "expected.safetensors", "pt") as file:
        return file.get_tensor("input_ids"), file.get_tensor("logits")


def difference(model, folder):
    ids, logits = expected(folder)
    with torch.no_grad():
        return float((model(ids, use_cache=False).logits - logits).abs().max())


def main(out):
    failures = 0

    def report(name, what, fine):
        nonlocal failures
        failures += not fine
        print(f"{'ok  ' if fine else 'FAIL'} {name}: {what}")

    for name in FAMILIES:
        model = load(out / name)
        error = difference(model, FIXTURES / name)
        report(name, f"largest difference of logits {error}", error == 0)
        theirs = AutoTokenizer.from_pretrained(out / name)
        ours = AutoTokenizer.from_pretrained(FIXTURES / name)
        text = "Hello 12 <s> 世界 \n\n"
        report(name, "tokeniser and generation settings", theirs(text).input_ids == ours(text).input_ids
               and model.generation_config.eos_token_id == load(FIXTURES / name).generation_config.eos_token_id)
    for name in ["qwen2/adapter", "qwen2/adapter-all", "qwen2/adapter-head", "llama2/adapter-head"]:
        adapted = PeftModel.from_pretrained(load(FIXTURES / name.split("/")[0]), out / name).eval()
        error = difference(adapted, FIXTURES / name)
        # What is expected of an adapter was computed in double precision.
        report(name, f"largest difference of logits {error}", error < 1e-4)
    for name in MADE_HERE:
        found = json.loads((out / f"{name}.json").read_text())
        tokenizer = Tokenizer.from_file(str(out / name / "tokenizer.json"))
        same = sum(tokenizer.encode(item["text"]).ids == item["ids"] for item in found["encode"])
        decoded = sum(tokenizer.decode(item["ids"], skip_special_tokens=False) == item["decoded"] for item in found["encode"])
        total = len(found["encode"])
        report(name, f"{same} of {total} strings have the same ids, {decoded} the same text", same == decoded == total)
        wrapped = AutoTokenizer.from_pretrained(out / name)
        chat = wrapped.apply_chat_template(found["messages"], add_generation_prompt=True, return_dict=False)
        report(name, "chat template, end and pad tokens", chat == found["chat"]
               and wrapped.eos_token_id == found["end"][0] and wrapped.pad_token_id == found["pad"])
        model = load(out / name)
        report(name, f"loads as {type(model).__name__}, {model.num_parameters()} parameters, ends at {model.generation_config.eos_token_id}",
               model.generation_config.eos_token_id == found["end"])
        with torch.no_grad():
            logits = model(torch.tensor([found["chat"]])).logits
        report(name, f"logits {tuple(logits.shape)} are numbers", bool(torch.isfinite(logits).all()))
    print(f"{failures} failed")
    return failures


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["node", ROOT / "scripts" / "save-language-models.mjs", folder], check=True)
        sys.exit(main(pathlib.Path(folder)) > 0)
