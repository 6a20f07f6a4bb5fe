"""TRL's side of `grpo-step`: steps of its GRPOTrainer on a checkpoint's weights.

    python bench/peers/grpo-step.py FOLDER --threads 2

Speaks as bench/peers/serve.py does, from within the trainer's loop. A step's time is what lies between the trainer's own
marks: sampling, rewards, loss, backward pass, update.
"""

import json
import os
import sys
import time

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import trl
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

from serve import arguments

answers, sys.stdout = sys.stdout, sys.stderr
folder = sys.argv.pop(1)
options = arguments(groups=16, size=8, tokens=128)
torch.set_num_threads(options.threads)


def reward(completions, **_):
    """The share of an answer that is digits."""
    texts = [completion[0]["content"] for completion in completions]
    return [sum(c in "0123456789" for c in text) / max(1, len(text)) for text in texts]


class Serve(TrainerCallback):
    """Answers a question after so many steps, and waits for the next one before the step after."""

    def __init__(self):
        self.times, self.wanted, self.start = [], None, 0.0

    def on_step_begin(self, args, state, control, **_):
        self.start = time.perf_counter()

    def on_step_end(self, args, state, control, **_):
        self.times.append((time.perf_counter() - self.start) * 1000)
        if self.wanted is None:
            self.ask({"ready": True, "version": trl.__version__}, control)
        elif len(self.times) == self.wanted:
            self.ask({"ms": self.times}, control)

    def ask(self, answer, control):
        print(json.dumps(answer), file=answers, flush=True)
        line = sys.stdin.readline()
        self.times, self.wanted = [], int(line or 0)
        control.should_training_stop = not line


with open(os.path.join(folder, "prompts.json")) as file:
    prompts = [[{"role": "user", "content": prompt}] for prompt in json.load(file)]

GRPOTrainer(
    model=AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32),
    processing_class=AutoTokenizer.from_pretrained(folder),
    reward_funcs=reward,
    train_dataset=Dataset.from_dict({"prompt": prompts}),
    callbacks=[Serve()],
    args=GRPOConfig(
        output_dir=os.path.join(folder, "trl"),
        per_device_train_batch_size=options.groups * options.size,
        num_generations=options.size,
        max_completion_length=options.tokens,
        max_steps=1_000_000,
        learning_rate=1e-6,
        lr_scheduler_type="constant",
        loss_type="grpo",
        beta=0.0,
        use_cpu=True,
        bf16=False,
        # Without it a step is quicker and takes more memory, which such a small model has plenty of.
        gradient_checkpointing=False,
        logging_strategy="no",
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
    ),
).train()
