// Unscramble: which word was it before its letters were shuffled?
//
//   npx selfplay check examples/unscramble.ts
//
// A task says how to make a problem, how to ask it, and how to judge an answer. Everything else follows: which problems
// are held out is decided by their id, so none is ever both learnt from and tested on.
import { answerLine, questionTask } from "selfplay/environments";

const WORDS = (
  "apple baker cabin dance eagle fable giant habit ideal jolly kneel lemon magic noble ocean piano quiet river " +
  "sauce table ultra vivid waltz yacht zebra amber blaze crown drift ember flint grove honey ivory joker karma"
).split(" ");

export default questionTask<{ word: string; letters: string }>({
  name: "unscramble",

  // Draw everything at random from `random`: the same number gives the same problem, today and tomorrow.
  generate(random) {
    const word = random.pick(WORDS);
    return { word, letters: random.shuffle([...word]).join("") };
  },
  // Held out are orders of letters. Were it words, no model could know the answer: it has never seen them.
  id: ({ letters }) => letters,

  ask: ({ letters }) => `unscramble ${letters}:`,

  // Be lenient about how an answer is written (`answerLine` finds it) and strict about what is right.
  grade({ word }, answer) {
    const guess = answerLine(answer).toLowerCase();
    const right = [...word].filter((letter, i) => letter === guess[i]).length;
    return { solved: guess === word, progress: right / Math.max(word.length, guess.length) };
  },

  // Optional: what a perfect answer looks like, to learn from before trying.
  demonstrate: ({ word }) => word,
});
