"""The pieces that rows and brackets are written in, in the order in which they are tried."""

from __future__ import annotations

import re

TOKENS = re.compile(
    r"""
      (?P<comment>   ^[ \t]*[#%][^\n]*(?:\n|\Z) )
    | (?P<rule>      ^[ \t]*(?:-{3,}|={3,})[ \t]*$ )
    | (?P<columns>   \bColumns?[ ]\d+[ ](?:through|and|to)[ ]\d+ )
    | (?P<newline>   \n )
    | (?P<gap>       [^\S\n]*\t[^\S\n]*\t[^\S\n]* )
    | (?P<blank>     [^\S\n]+ )
    | (?P<quoted>    "[^"\n]*" | '[^'\n]*' )
    | (?P<number>    [+-]?\\[dt]?frac\s*\{[^{}\n]*\}\s*\{[^{}\n]*\} )
    | (?P<open>      [\[({] )
    | (?P<close>     [\])}] )
    | (?P<comma>     , )
    | (?P<semicolon> ; )
    | (?P<bar>       \| )
    | (?P<word>      [^\s,;|\[\](){}"']+ )
    | (?P<stray>     . )
    """,
    re.MULTILINE | re.VERBOSE,
)

INVISIBLE = ("blank", "comment")  # a line of nothing else is a blank one
