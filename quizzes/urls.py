from django.urls import path

from lessons import converters  # noqa: F401 - registers <name:...>
from quizzes.views import answer, authors, check, keeping, pull_policy, review, taking

urlpatterns = [
    path("quizzes/", taking.quizzes, name="quizzes"),
    path("quizzes/attempts/<int:pk>/sure/", answer.sure, name="sure"),
    path("quizzes/attempts/<int:pk>/report/", answer.report, name="report"),
    path("quizzes/parts/<slug:diagram>/<slug:node>/", answer.picture, name="picture"),
    path("quizzes/<slug:slug>/", taking.quiz, name="quiz"),
    path("quizzes/<slug:slug>/<slug:key>/", answer.question, name="question"),
    path("check/<name:slug>/", check.check, name="check"),
    path("review/", review.review, name="review"),
    path("progress/cards.apkg", keeping.anki, name="anki"),
    path("progress/answers.csv", keeping.attempts, name="attempts"),
    path("authors/questions/", authors.questions, name="authors"),
    path("authors/reports/<int:pk>/", authors.resolve, name="resolve"),
    path("pull-policy/", pull_policy.pull_policy, name="pull-policy"),
]
