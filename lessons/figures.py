"""A diagram as a figure: the drawing, the words to its step, and the ways on. The same fragment stands in a lesson, on
the diagram's own page, and in the answer to a click."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from lessons.diagrams.shapes import Spec
from lessons.diagrams.spec import from_json
from lessons.diagrams.story import story
from lessons.diagrams.svg import draw
from lessons.models import Diagram, Erratum
from lessons.trusted import trusted

# Not by gettext: figures are stored with the lessons, and an import must not depend on compiled catalogues.
_WORDS = {
    "zh": {
        "lang": "zh-Hans",
        "step": "第 {} 步",
        "previous": "上一步",
        "next": "下一步",
        "hide": "遮住名字",
        "show": "显示名字",
        "masked": "名字都遮住了。想一想每个部件叫什么，再点它看答案。",
        "failure": "若停在这里：",
        "headers": "此刻的包头",
        "story": "文字说明",
        "steps": "全部步骤",
        "place": "在课文里：",
        "close": "收起",
    },
    "en": {
        "lang": "en",
        "step": "Step {}",
        "previous": "Previous step",
        "next": "Next step",
        "hide": "Hide names",
        "show": "Show names",
        "masked": "All names are hidden. Think what each part is called, then open it.",
        "failure": "If it stops here: ",
        "headers": "Headers at this moment",
        "story": "In words",
        "steps": "All steps",
        "place": "In the lesson: ",
        "close": "Close",
    },
}


@dataclass(frozen=True, slots=True)
class Role:
    """What a part does: in the note's own words where there are some. `language` is that of `html`."""

    name: str
    html: str
    language: str = ""
    url: str = ""
    lesson_title: str = ""
    errata: Sequence[Erratum] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What of a diagram is to be seen. `shown` holds opaque ids of parts, `node` the id of the one that is open;
    `words` opens the text that tells the same story."""

    step: int = 0
    masked: bool = False
    shown: frozenset[str] = frozenset()
    node: str = ""
    words: bool = False

    def query(self) -> str:
        named = {
            "step": self.step or "",
            "names": "hidden" if self.masked else "",
            "show": ",".join(sorted(self.shown)),
            "node": self.node,
            "words": "shown" if self.words else "",
        }
        pairs = {name: value for name, value in named.items() if value}
        return f"?{urlencode(pairs, safe=',')}" if pairs else "?"


def figure(
    diagram: Diagram | Spec,
    language: str,
    *,
    view: View = View(),
    role: Role | None = None,
    links: Mapping[str, str] | None = None,
    depth: Mapping[str, int] | None = None,
    template: str = "lessons/_diagram.html",
    whole: bool = False,
) -> SafeString:
    """The figure in `language` ("zh-hans" or "en"). `links` replaces where its parts lead to: by default each opens
    its role. `depth` shades parts by their id, 0 to 3. `whole` adds the list of all steps."""
    spec = diagram if isinstance(diagram, Spec) else from_json(diagram.spec)
    address = reverse("diagram", args=[spec.name])
    svg = draw(
        spec,
        language=language,
        step=view.step,
        masked=view.masked,
        shown=view.shown,
        links=links if links is not None else _links(spec, view, address),
        depth=depth or {},
        current=view.node,
    )
    context = _content(spec, language, view, address) | {
        "svg": trusted(svg),
        "role": role,
        "whole": whole,
        "story": story(spec, language) if (whole or view.words) and not view.masked else [],
    }
    return render_to_string(template, context)


def _links(spec: Spec, view: View, address: str) -> dict[str, str]:
    links = {}
    for id, mask in spec.masks.items():
        if view.masked and mask not in view.shown:
            to = View(view.step, True, view.shown | {mask})
        else:
            to = View(view.step, view.masked, view.shown, mask if view.masked else id)
        links[mask if view.masked else id] = address + to.query()
    return links


def _content(spec: Spec, language: str, view: View, address: str) -> dict[str, object]:
    words = _WORDS["en" if language.startswith("en") else "zh"]
    total = len(spec.steps)
    step = spec.steps[view.step - 1] if view.step else None

    def at(number: int) -> str:
        return address + View(number, view.masked, view.shown).query()

    return {
        "words": words,
        "name": spec.name,
        "address": address,
        "title": spec.title.to(language),
        "about": spec.about.to(language),
        "number": view.step,
        "total": total,
        "at": words["step"].format(view.step),
        "step": step and {
            "title": step.title.to(language),
            "text": step.text.to(language),
            "failure": step.failure.to(language),
            "headers": [(header.layer.to(language), header.value.to(language)) for header in step.headers],
        },
        "previous": at(view.step - 1) if view.step else "",
        "next": at(view.step + 1) if view.step < total else "",
        "masked": view.masked,
        "told": view.words,
        "telling": address + View(view.step, words=True).query(),
        "left": len(spec.nodes) - len(view.shown) if view.masked else 0,
        "other_names": address + View(view.step, not view.masked).query(),
        "close": address + View(view.step, view.masked, view.shown).query(),
        "legs": [
            (
                leg.title.to(language),
                [
                    (
                        step.number,
                        at(step.number),
                        step.title.to(language),
                        step.text.to(language),
                        step.failure.to(language),
                    )
                    for step in spec.steps
                    if step.leg == number
                ],
            )
            for number, leg in enumerate(spec.legs)
        ],
    }  # fmt: skip
