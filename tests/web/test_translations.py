from babel.messages.pofile import read_po
from django.conf import settings

from tests.web.messages import messages


def catalogue() -> dict[str, object]:
    path = settings.LOCALE_PATHS[0] / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return {message.id if isinstance(message.id, str) else message.id[0]: message for message in read_po(file)}


def test_everything_the_interface_says_is_translated_into_chinese() -> None:
    known = catalogue()
    untranslated = []
    for place, said in messages():
        message = known.get(said if isinstance(said, str) else said[0])
        words = getattr(message, "string", "")
        if not (all(words) if isinstance(words, tuple) else words) or getattr(message, "fuzzy", False):
            untranslated.append(f"{place}: {said}")
    assert not untranslated


def test_no_translation_is_left_over() -> None:
    said = {words if isinstance(words, str) else words[0] for _, words in messages()}
    assert set(catalogue()) - said == {""}


def test_translations_keep_the_placeholders() -> None:
    for message in catalogue().values():
        assert not list(message.check()), message  # type: ignore[attr-defined]
