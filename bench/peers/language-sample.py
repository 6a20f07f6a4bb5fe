"""transformers' side of `language-sample`: `generate` with its cache, on a checkpoint's weights.

    python bench/peers/language-sample.py FOLDER --threads 2

FOLDER holds lengths.json too, the tokens of each answer. Reads a number of calls per line from standard input, answers each
with {"ms": [...]}; see bench/peers/serve.py.
"""

import json
import os
import sys

import torch
import transformers
from transformers import AutoModelForCausalLM, GenerationConfig, StoppingCriteria

from serve import arguments, serve

folder = sys.argv.pop(1)
options = arguments(sequences=64, prompt=16)
torch.set_num_threads(options.threads)
torch.manual_seed(0)
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
with open(os.path.join(folder, "lengths.json")) as file:
    lengths = torch.tensor(json.load(file))
prompts = torch.randint(model.config.vocab_size, (len(lengths), options.prompt))


class Lengths(StoppingCriteria):
    """Ends each answer at its length, as a token that ends it would."""

    def __init__(self, wanted):
        self.wanted = wanted

    def __call__(self, input_ids, scores, **_):
        return input_ids.shape[1] - options.prompt >= self.wanted


@torch.inference_mode()
def call() -> None:
    for prompt, wanted in zip(prompts.split(options.sequences), lengths.split(options.sequences)):
        longest = int(wanted.max())
        how = GenerationConfig(
            do_sample=True, temperature=1.0, top_k=0, top_p=1.0, max_new_tokens=longest, eos_token_id=None,
            pad_token_id=0, use_cache=True,
        )
        stop = {} if bool((wanted == longest).all()) else {"stopping_criteria": [Lengths(wanted)]}
        made = model.generate(prompt, attention_mask=torch.ones_like(prompt), generation_config=how, **stop)
        assert made.shape[1] == options.prompt + longest


serve(call, transformers.__version__)
