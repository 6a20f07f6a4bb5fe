"""transformers' side of `language-sample`: `generate` with its cache, on a checkpoint's weights.

    python bench/peers/language-sample.py FOLDER --threads 2

Reads a number of calls per line from standard input, answers each with {"ms": [...]}; see bench/peers/serve.py.
"""

import sys

import torch
import transformers
from transformers import AutoModelForCausalLM, GenerationConfig

from serve import arguments, serve

folder = sys.argv.pop(1)
options = arguments(sequences=64, prompt=16, tokens=112)
torch.set_num_threads(options.threads)
torch.manual_seed(0)
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
prompts = torch.randint(model.config.vocab_size, (options.sequences, options.prompt))
mask = torch.ones_like(prompts)
how = GenerationConfig(
    do_sample=True, temperature=1.0, top_k=0, top_p=1.0, max_new_tokens=options.tokens, min_new_tokens=options.tokens,
    eos_token_id=None, pad_token_id=0, use_cache=True,
)


@torch.inference_mode()
def call() -> None:
    made = model.generate(prompts, attention_mask=mask, generation_config=how)
    assert made.shape[1] == options.prompt + options.tokens


serve(call, transformers.__version__)
