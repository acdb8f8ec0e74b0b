"""The kinds of questions: one module, one template and one line here each."""

from quizzes.kinds.base import Kind
from quizzes.kinds.choice import Choice
from quizzes.kinds.choices import Choices
from quizzes.kinds.fillin import FillIn
from quizzes.kinds.label import Label
from quizzes.kinds.matching import Matching
from quizzes.kinds.ordering import Ordering

KINDS: dict[str, type[Kind]] = {kind.name: kind for kind in (Choice, Choices, Matching, Ordering, FillIn, Label)}
