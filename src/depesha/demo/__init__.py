"""The demo: the story of telegram No. 26044, told with three real stations and real commands.

page.py      the real page of the telegram, read mark by mark
drafts.py    the drafts that the story sends, made from the page
teller.py    what the person reads
commands.py  the product's commands, shown and run
serving.py   three `depesha serve` processes
hearing.py   waiting for what a station commits
founding.py  the network before the story
secrecy.py   looking for the text in the files
scenes.py    the six scenes
story.py     the whole, from the first line to the exit status

Rule 1: whatever stands on the page is taken from it letter for letter; whatever does not is the
    demo's own, and is said to be.
Rule 2: the story is told by commands that anybody can type; nothing is done behind them.
"""

from depesha.demo.story import run as run
