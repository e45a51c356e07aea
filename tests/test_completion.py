"""Shell completion, asked as bash asks."""

from __future__ import annotations

import pytest

from tests.conftest import process


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ("convcalc ker", ["plain,kernels"]),
        ("convcalc apply -k sob", ["plain,sobel-x", "plain,sobel-y"]),
        ("convcalc apply gau", ["plain,gaussian"]),
        ("convcalc apply pho", ["file,pho"]),
        ("convcalc apply x -k y -p same", ["plain,same", "plain,same-lower"]),
        ("convcalc apply x --padding-mode ref", ["plain,reflect"]),
        ("convcalc apply x --activation le", ["plain,leaky-relu"]),
        ("convcalc apply x -f mark", ["plain,markdown"]),
        ("convcalc apply x -o out", ["file,out"]),
        ("convcalc kernels log", ["plain,log"]),
        ("convcalc sha", ["plain,shape"]),
        ("convcalc shape lenet", ["plain,lenet5"]),
        ("convcalc shape 3@9x9 alex", ["plain,alexnet"]),
        ("convcalc params goo", ["plain,googlenet"]),
        ("convcalc receptive-field vgg1", [f"plain,vgg1{n}" for n in "1369"]),
        ("convcalc nets squ", ["plain,squeezenet"]),
        ("convcalc shape 224 -k 3 -p ca", ["plain,causal"]),
    ],
)
def test_words(words: str, answers: list[str]) -> None:
    ran = process(
        environment={
            "_CONVCALC_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        }
    )
    assert ran.stdout.decode().splitlines() == answers
