"""Python-Markdown, made to read what GitHub reads: CommonMark with tables, task lists, strikethrough, alerts, bare
addresses and footnotes.

Its frame is kept: `convert`, `reset`, the registries, the element tree. What differs is registered in them.
"""

from typing import Self, cast

import markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from lessons.rendering.building import Blocks
from lessons.rendering.context import Context
from lessons.rendering.finishing import Finish, Passages
from lessons.rendering.footnotes import Footnotes
from lessons.rendering.inline import Inline
from lessons.rendering.links import Place
from lessons.rendering.spans import PROCESSORS
from lessons.rendering.terms import Terms
from lessons.rendering.tree import to_html


class Parser(markdown.Markdown):
    """Set `context` before each `convert`."""

    output_formats = {"html": to_html}

    def __init__(self) -> None:
        super().__init__(output_format="html")
        self.stripTopLevelTags = False  # to_html leaves them out
        self.context = Context(Place(""))

    def build_parser(self) -> Self:
        self.preprocessors = Registry()
        self.parser = Blocks(self)
        self.inlinePatterns = Registry()
        for priority, processor in enumerate(reversed(PROCESSORS)):
            self.inlinePatterns.register(processor(self), processor.__name__.lower(), priority)
        self.treeprocessors = Registry()
        for priority, name in enumerate(reversed(_PASSES)):
            self.treeprocessors.register(_PASSES[name](self), name, priority)
        self.postprocessors = Registry()
        return self

    @property
    def blocks(self) -> Blocks:
        return cast(Blocks, self.parser)

    @property
    def inline(self) -> Inline:
        return cast(Inline, self.treeprocessors["inline"])


# In this order: passages tell what the finished page says, but for the footnotes below it.
_PASSES: dict[str, type[Treeprocessor]] = {
    "inline": Inline,
    "finish": Finish,
    "terms": Terms,
    "passages": Passages,
    "footnotes": Footnotes,
}
